import type { FleetRun, Outcome } from "./result.ts";

/** The worst first, as an issue's title names them. */
const NAMED: readonly Outcome[] = ["failed", "not-run", "refused", "drift", "inconclusive", "warn"];

/** What an issue about a run is called; undefined where nobody has to look at anything. */
export function attentionTitle({ results }: Pick<FleetRun, "results">): string | undefined {
  const counts = NAMED.map((outcome) => [outcome, results.filter((one) => one.outcome === outcome).length]);
  const words = counts.filter(([, count]) => count !== 0).map(([outcome, count]) => `${count} ${outcome}`);
  if (words.length === 0) return undefined;
  const open = results.filter(({ outcome }) => outcome !== "ok").length;
  return `${open} of ${results.length} tenants need attention: ${words.join(", ")}`;
}
