import pLimit from "p-limit";
import { type Cause, wordedCause } from "#config/cause.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { failureOf } from "../failure.ts";
import type { TenantResult } from "../results/result.ts";
import { cutWaves, type WaveSize } from "./waves.ts";

export interface PoolSettings {
  /** How many may run at once; asked again whenever one ends. */
  slots: () => number;
  /** Waits until one more run of a tenant may begin; rejects when `stop` comes first. */
  turn: (tenant: Tenant, stop: AbortSignal) => Promise<void>;
  /** The next wave begins only when all of the one before ended well. */
  waves: readonly WaveSize[];
  /** What an earlier run did, by tenant: that is not done again. */
  done: ReadonlyMap<string, TenantResult>;
  /** From then on no tenant begins; those that have begun end. */
  stop: AbortSignal;
}

/** Whether nothing is left to do for a tenant. */
export const endedWell = ({ outcome }: Pick<TenantResult, "outcome">): boolean =>
  outcome === "ok" || outcome === "warn";

/** Does the work for many tenants, in their order, some at a time. @returns one result for each tenant, in their order */
export async function runPool(
  tenants: readonly Tenant[],
  work: (tenant: Tenant) => Promise<TenantResult>,
  { slots, turn, waves, done, stop }: PoolSettings,
): Promise<TenantResult[]> {
  const limit = pLimit(slots());
  const one = async (tenant: Tenant): Promise<TenantResult> => {
    const earlier = done.get(tenant.name);
    if (earlier) return earlier;
    try {
      return (await comes(turn(tenant, stop), stop)) ? await work(tenant) : notRun(tenant, "interruption");
    } catch (error) {
      return failed(tenant, error);
    } finally {
      limit.concurrency = slots();
    }
  };
  const results: TenantResult[] = [];
  for (const wave of cutWaves(tenants, waves)) {
    const ended = results.every(endedWell)
      ? await Promise.all(wave.map((tenant) => limit(one, tenant)))
      : wave.map((tenant) => notRun(tenant, stop.aborted ? "interruption" : "earlier-wave"));
    results.push(...ended);
  }
  return results;
}

/** Whether a turn comes before the run is told to stop. */
async function comes(turn: Promise<void>, stop: AbortSignal): Promise<boolean> {
  await turn.catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  return !stop.aborted;
}

const notRun = (
  { name, tags, file }: Tenant,
  because: Extract<Cause, { kind: "not-begun" }>["because"],
): TenantResult => ({
  tenant: name,
  tags,
  outcome: "not-run",
  exitCode: 1,
  seconds: 0,
  cause: wordedCause({ kind: "not-begun", because }, { file }),
  next: [],
});

const failed = ({ name, tags, file }: Tenant, error: unknown): TenantResult => ({
  tenant: name,
  tags,
  outcome: "failed",
  exitCode: 1,
  seconds: 0,
  cause: wordedCause(failureOf(error), { file }),
  next: [],
});
