import type { CalendarDate } from "#config/rules/dates.ts";
import { type SharedCause, sharedCauses } from "#fleet/forms/findings.ts";
import { type DatedResult, mergeRuns } from "#fleet/results/merge.ts";
import { byGravity, type FleetRun } from "#fleet/results/result.ts";
import { expiriesOf, type TenantExpiry } from "./expiries.ts";
import { nextSteps, type Sequence } from "./nextSteps.ts";

/** One tenant in the report. */
export interface ReportTenant extends DatedResult {
  /** What a person must do for it alone, the most urgent first; empty where nothing is to be done. */
  todo: readonly Sequence[];
}

/** What the report says, in whatever form. Never holds a secret. */
export interface Report extends FleetRun {
  /** RFC 3339, in UTC. */
  made: string;
  /** What needs attention first. */
  results: readonly ReportTenant[];
  /** What several tenants have in common. */
  shared: readonly SharedCause[];
  /** The ends of all tenants' secrets, the next first. */
  secrets: readonly TenantExpiry[];
}

/**
 * One report on one run or several.
 *
 * @param now what is due, and what has ended, depends on it
 */
export function reportOf(runs: readonly FleetRun[], now: Date): Report {
  const run = mergeRuns(runs);
  const made = now.toISOString();
  const secrets = expiriesOf(run.results, made.slice(0, 10) as CalendarDate);
  const byTenant = Map.groupBy(secrets, ({ tenant }) => tenant);
  const { shared, rest } = sharedCauses(run.results);
  const others = new Map(rest.map((result) => [result.tenant, result]));
  const results = run.results.toSorted(byGravity).map((result) => ({
    ...result,
    todo: nextSteps(others.get(result.tenant) ?? result, byTenant.get(result.tenant) ?? []),
  }));
  return { ...run, made, results, shared, secrets };
}
