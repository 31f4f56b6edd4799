import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { ApplicationRef, ObservedMicrosoft } from "../observed.ts";
import { finding, judged, listed, ok } from "./check.ts";

const TAGGED = "applications.tagged";
const NAMED = "applications.named";

/** Further app registrations that somebody may take for the ERP's: left over from a killed run, or made by hand. */
export function judgeDuplicates(expected: ExpectedMicrosoft, observed: ObservedMicrosoft): Finding[] {
  const ours = expected.application?.objectId ?? adoptable(observed)?.id;
  const others = (part: Part<ApplicationRef[]>, known: readonly ApplicationRef[] = []) =>
    (part.value ?? []).filter(({ id }) => id !== ours && !known.some((one) => one.id === id)).map(reference);
  const tagged = others(observed.tagged);
  const named = others(observed.named, observed.tagged.value);
  const fix = "App registrations: delete the ones that the ERP does not use";
  return [
    ...judged(observed.tagged, [TAGGED], () => [
      tagged.length === 0
        ? ok(TAGGED, "only this one")
        : finding(TAGGED, "drift", "only this one", `also ${listed(tagged)}`, fix),
    ]),
    ...judged(observed.named, [NAMED], () => [
      named.length === 0
        ? ok(NAMED, "only this one")
        : finding(NAMED, "warn", "only this one", `also ${listed(named)}`, "find out what uses them"),
    ]),
  ];
}

/** What the next `pulumi up` takes over when the state knows of no app registration: the only one with the stack's tag. */
export function adoptable({ tagged }: ObservedMicrosoft): ApplicationRef | undefined {
  const [only, ...others] = tagged.value ?? [];
  return others.length === 0 ? only : undefined;
}

const reference = ({ id, appId, createdDateTime }: ApplicationRef): string =>
  `object ${id} (client id ${appId}, made ${createdDateTime?.slice(0, 10) ?? "at an unknown time"})`;
