import { Gauge, Registry } from "prom-client";
import { GRAVITY } from "#fleet/results/result.ts";
import { ALL_SYSTEMS, type Verdict } from "#verify/finding.ts";
import type { Report } from "./model.ts";

const VERDICTS: readonly Verdict[] = ["info", "warn", "inconclusive", "drift"];

/**
 * The report as Prometheus text, for node_exporter's textfile collector for example. Each tenant has a series for every outcome, 0 or 1,
 * so that a rule can count and none goes missing when the outcome changes; findings likewise.
 */
export async function metrics({ results, secrets, started }: Report): Promise<string> {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name: `modern_auth_${name}`, help, labelNames, registers: [registry] });

  gauge("run_timestamp_seconds", "When the run began that the report is of.", []).set(seconds(started));

  const outcome = gauge("tenant_outcome", "Whether a tenant's result is this outcome: 0 or 1.", [
    "tenant",
    "outcome",
  ]);
  const update = gauge("tenant_last_update_timestamp_seconds", "When the tenant's state was last updated.", [
    "tenant",
  ]);
  const count = gauge("findings", "Number of a tenant's findings.", ["tenant", "system", "verdict"]);
  const checked = gauge("tenant_checks", "How many properties of a tenant were looked at.", ["tenant"]);
  for (const { tenant, outcome: own, lastRun, findings, checks } of results) {
    for (const one of GRAVITY) outcome.set({ tenant, outcome: one }, one === own ? 1 : 0);
    if (lastRun) update.set({ tenant }, seconds(lastRun));
    if (checks !== undefined) checked.set({ tenant }, checks);
    if (!findings) continue;
    for (const system of ALL_SYSTEMS)
      for (const verdict of VERDICTS) {
        const number = findings.filter((one) => one.system === system && one.verdict === verdict).length;
        count.set({ tenant, system, verdict }, number);
      }
  }

  const expiry = gauge("secret_expiry_timestamp_seconds", "When a secret stops working.", [
    "tenant",
    "system",
    "secret",
  ]);
  for (const { tenant, system, what, end } of secrets)
    expiry.set({ tenant, system, secret: what }, seconds(end));
  return registry.metrics();
}

const seconds = (time: string): number => Date.parse(time) / 1000;
