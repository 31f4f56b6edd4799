import { isDeepStrictEqual } from "node:util";
import { canonical } from "#config/rules/spelling.ts";
import { type Diff, isUnknown, type Value, type Values } from "./plugin.ts";

/** The text of a value that check() has made sure is text; empty for what is not known yet. */
export const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");

/** Name of the stack that a resource belongs to. */
export const stackIn = (urn: string): string => urn.split("::")[0]?.split(":").at(-1) ?? "";

/** One entry per input that is wanted differently than it was, in the form the engine shows. */
export function changedInputs(
  old: Values,
  wanted: Values,
  keys: readonly string[],
): NonNullable<Diff["detailedDiff"]> {
  const diff: NonNullable<Diff["detailedDiff"]> = {};
  for (const key of keys) {
    const before = old[key];
    const after = wanted[key];
    const same = SECRET_INPUTS.has(key) ? sameValue : sameSpelled;
    if (same(before, after)) continue;
    const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
    diff[key] = { kind, inputDiff: true };
  }
  return diff;
}

/** In these every letter counts. */
const SECRET_INPUTS = new Set(["secret", "clientSecret", "clientFile"]);

/** How an object of the ERP differs: another identity is another object, which is put back before the new one is changed. */
export function objectDiff(
  old: Values,
  wanted: Values,
  { identity, values }: { identity: readonly string[]; values: readonly string[] },
): Required<Diff> {
  const detailedDiff = changedInputs(old, wanted, [...identity, ...values]);
  const replaces = identity.filter((key) => key in detailedDiff);
  for (const key of replaces) detailedDiff[key] = { kind: "update-replace", inputDiff: true };
  return { changes: Object.keys(detailedDiff).length > 0, replaces, detailedDiff, deleteBeforeReplace: true };
}

/** Whether two values are the same. One that is not known yet may turn out to be anything. */
export const sameValue = (a: Value | undefined, b: Value | undefined): boolean =>
  !isUnknown(a) && !isUnknown(b) && isDeepStrictEqual(a, b);

/** The same, whatever the spelling: an ERP may hold an id in upper case, and an address with its port. */
export const sameSpelled = (a: Value | undefined, b: Value | undefined): boolean =>
  sameValue(inOneSpelling(a), inOneSpelling(b));

function inOneSpelling(value: Value | undefined): Value | undefined {
  if (typeof value === "string") return canonical(value);
  const texts = Array.isArray(value) && value.every((one) => typeof one === "string");
  return texts ? value.map(canonical).toSorted() : value;
}
