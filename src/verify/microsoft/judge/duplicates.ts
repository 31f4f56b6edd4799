import { byHand, drift, ok, UPDATE, warn } from "#verify/check.ts";
import type { Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { ApplicationRef } from "../observed.ts";
import { microsoftCheck } from "./check.ts";

const ONLY = "only this one";

/** Further app registrations that somebody may take for the ERP's: left over from a killed run, or made by hand. */
export const duplicateChecks = [
  microsoftCheck({
    id: "applications.tagged",
    verdicts: { ok: "no other registration carries the stack's tag", drift: "another one does" },
    reads: ["tagged"],
    judge: ({ tagged }, expected) => {
      const others = besides(expected, tagged, tagged);
      return others.length === 0
        ? ok(ONLY)
        : drift(ONLY, also(others), byHand("App registrations: delete the ones that the ERP does not use"));
    },
  }),
  microsoftCheck({
    id: "applications.named",
    verdicts: { ok: "no other registration has the same name", warn: "another one has" },
    reads: ["named"],
    peeks: ["tagged"],
    judge: ({ named, tagged: { value: tagged = [] } }, expected) => {
      const others = besides(expected, tagged, named).filter(
        ({ id }) => !tagged.some((one) => one.id === id),
      );
      return others.length === 0 ? ok(ONLY) : warn(ONLY, also(others), byHand("find out what uses them"));
    },
  }),
];

/** Of a stack whose state knows of no app registration. */
export const unrecorded = microsoftCheck({
  id: "application",
  verdicts: { drift: "not in this stack's state" },
  reads: [],
  peeks: ["tagged"],
  judge: ({ tagged }) => {
    const found = adoptable(tagged.value);
    return found
      ? drift(
          "made by an update",
          { text: "not in this stack's state, although object {id} carries its tag", id: found.id },
          { ...UPDATE, note: "adopts it" },
        )
      : drift("made by an update", "not in this stack's state", UPDATE);
  },
});

/** What the next `pulumi up` takes over when the state knows of no app registration: the only one with the stack's tag. */
function adoptable(tagged: Part<ApplicationRef[]>["value"] = []): ApplicationRef | undefined {
  const [only, ...others] = tagged;
  return others.length === 0 ? only : undefined;
}

function besides(
  { application }: ExpectedMicrosoft,
  tagged: ApplicationRef[],
  list: readonly ApplicationRef[],
): readonly ApplicationRef[] {
  const ours = application?.objectId ?? adoptable(tagged)?.id;
  return list.filter(({ id }) => id !== ours);
}

const also = (others: readonly ApplicationRef[]) => ({
  text: "also {applications}",
  applications: others.map(
    ({ id, appId, createdDateTime }) =>
      `object ${id} (client id ${appId}, made ${createdDateTime?.slice(0, 10) ?? "at an unknown time"})`,
  ),
});
