import { wordedCause } from "#config/cause.ts";
import { exitCodeOf, type FleetRun, type TenantResult } from "./result.ts";

/** A result, and since when it holds. */
export interface DatedResult extends TenantResult {
  /** RFC 3339: when the run began that it is of. */
  at: string;
}

/** Several runs as one. */
export interface MergedRun extends FleetRun {
  results: readonly DatedResult[];
}

/**
 * The shards of one run, or runs of several days, as one run: of each tenant the newest result. The order of the runs does not matter. A
 * shard that left no results is a result of its own: nobody has looked at its tenants.
 */
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
    results: [...newest.values(), ...missingShards(runs)].toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1)),
    notes: distinct(runs.flatMap(({ notes }) => notes)),
  };
}

/** Of the newest cut into shards, those of which there is no run. */
function missingShards(runs: readonly FleetRun[]): DatedResult[] {
  const cut = runs
    .filter(({ shard }) => shard)
    .toSorted((a, b) => Date.parse(a.started) - Date.parse(b.started));
  const newest = cut.at(-1);
  const count = newest?.shard?.count ?? 0;
  const isThere = (index: number) => cut.some(({ shard }) => shard?.count === count && shard.index === index);
  return Array.from({ length: count }, (_, place) => place + 1)
    .filter((index) => !isThere(index))
    .map((index) => {
      const tenant = `shard ${index}/${count}`;
      const message = "The shard left no results: nobody has looked at its tenants.";
      return {
        tenant,
        tags: [],
        outcome: "inconclusive",
        exitCode: exitCodeOf("inconclusive"),
        seconds: 0,
        cause: wordedCause({ kind: "inconclusive", message }, { file: "" }),
        next: [{ kind: "retry" }],
        at: newest?.started ?? "",
      };
    });
}

/** Of two results of the same moment it is no matter which counts, as long as it is always the same. */
const byTime = (a: DatedResult, b: DatedResult): number =>
  Date.parse(a.at) - Date.parse(b.at) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted();
