import type { FleetRun, TenantResult } from "./result.ts";

/** A result, and since when it holds. */
export interface DatedResult extends TenantResult {
  /** RFC 3339: when the run began that it is of. */
  at: string;
}

/** Several runs as one. */
export interface MergedRun extends FleetRun {
  results: readonly DatedResult[];
}

/** The shards of one run, or runs of several days, as one run: of each tenant the newest result. The order of the runs does not matter. */
export function mergeRuns(runs: readonly FleetRun[]): MergedRun {
  const newest = new Map(
    runs
      .flatMap(({ started, results }) => results.map((result) => ({ ...result, at: started })))
      .toSorted(byTime)
      .map((result) => [result.tenant, result]),
  );
  const began = Math.min(...runs.map(({ started }) => Date.parse(started)));
  const ended = Math.max(...runs.map(({ started, seconds }) => Date.parse(started) + seconds * 1000));
  return {
    command: distinct(runs.map(({ command }) => command)).join(", "),
    started: new Date(began).toISOString(),
    seconds: (ended - began) / 1000,
    results: [...newest.values()].toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1)),
    notes: distinct(runs.flatMap(({ notes }) => notes)),
  };
}

/** Of two results of the same moment it is no matter which counts, as long as it is always the same. */
const byTime = (a: DatedResult, b: DatedResult): number =>
  Date.parse(a.at) - Date.parse(b.at) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted();
