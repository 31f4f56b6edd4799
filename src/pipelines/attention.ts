import { byGravity, type FleetRun } from "#fleet/results/result.ts";

/** What an issue about a run is called; undefined where nobody has to look at anything. */
export function attentionTitle({ results }: Pick<FleetRun, "results">): string | undefined {
  const open = results.filter(({ outcome }) => outcome !== "ok").toSorted(byGravity);
  if (open.length === 0) return undefined;
  const counts = Object.entries(Object.groupBy(open, ({ outcome }) => outcome));
  const words = counts.map(([outcome, { length }]) => `${length} ${outcome}`);
  return `${open.length} of ${results.length} tenants need attention: ${words.join(", ")}`;
}
