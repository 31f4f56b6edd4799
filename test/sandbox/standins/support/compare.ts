import type { StateResource } from "./stack.ts";

const OURS = new Set(["__meta", "__pulumi_raw_state_delta"]);

/** Object ids, times and secrets differ between two runs: the same one everywhere in a run, whatever it is. */
export type Mapping = (text: string) => string;

/** Maps what differs between two runs, from the values that both have under the same property. */
export function mappingBetween(recorded: readonly StateResource[], live: readonly StateResource[]): Mapping {
  const pairs = new Map<string, string>();
  for (const resource of recorded) {
    const twin = live.find(({ urn }) => nameOf(urn) === nameOf(resource.urn));
    collect(resource.outputs, twin?.outputs, pairs);
    collect(resource.inputs, twin?.inputs, pairs);
  }
  return (text) => [...pairs].reduce((mapped, [from, to]) => mapped.replaceAll(from, to), text);
}

const NAMED = new Set([
  "clientId",
  "objectId",
  "keyId",
  "startDate",
  "createTime",
  "resourceObjectId",
  "value",
]);

function collect(recorded: unknown, live: unknown, pairs: Map<string, string>): void {
  if (!isRecord(recorded) || !isRecord(live)) return;
  for (const [name, value] of Object.entries(recorded)) {
    const twin = live[name];
    if (NAMED.has(name) && typeof value === "string" && typeof twin === "string") pairs.set(value, twin);
  }
  const [id, twinId] = [lastPart(recorded["id"]), lastPart(live["id"])];
  if (id && twinId) pairs.set(id, twinId);
}

const lastPart = (id: unknown): string | undefined =>
  typeof id === "string" ? id.split("/").at(-1) : undefined;

/** A property bag without what only the real bridge keeps for itself, and with the secrets as mere marks. */
export function comparable(bag: unknown): unknown {
  if (Array.isArray(bag)) return bag.map(comparable);
  if (!isRecord(bag)) return bag;
  if ("4dabf18193072939515e22adb298388d" in bag) return "[secret]";
  return Object.fromEntries(
    Object.entries(bag)
      .filter(([name]) => !OURS.has(name))
      .map(([name, value]) => [name, comparable(value)]),
  );
}

export const mapped = (bag: unknown, mapping: Mapping): unknown => JSON.parse(mapping(JSON.stringify(bag)));

export const nameOf = (urn: string): string => urn.split("::").slice(2).join("::");

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
