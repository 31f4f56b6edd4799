import type { Project } from "#config/project.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import type { TenantResult } from "../results/result.ts";
import { onInterruption } from "./interruption.ts";
import { MemoryWatch } from "./memoryWatch.ts";
import { runPool } from "./pool.ts";
import type { Progress } from "./progress.ts";
import { Rates } from "./rates.ts";
import { slotsNow } from "./slots.ts";
import { runTenant, type TenantCommand, type TenantEnd } from "./tenantRun.ts";
import type { WaveSize } from "./waves.ts";

export interface Orders {
  project: Project;
  tenants: readonly Tenant[];
  command: TenantCommand;
  /** At most so many at once; undefined for what the machine allows. */
  jobs: number | undefined;
  waves: readonly WaveSize[];
  /** What is done already, by tenant. */
  done: ReadonlyMap<string, TenantResult>;
  progress: Progress;
  /** Hears of each tenant right after its end. */
  ended: (tenant: Tenant, end: TenantEnd) => void;
}

/** Runs a command for each tenant in a process of its own, and lets a Ctrl-C end that cleanly. @returns their results, in their order */
export async function runTenants(orders: Orders): Promise<TenantResult[]> {
  const { project, tenants, command, jobs, waves, done, progress, ended } = orders;
  const { stop, cancel, end } = onInterruption(progress.note);
  const memory = new MemoryWatch();
  const rates = new Rates(project.name);
  const work = async (tenant: Tenant): Promise<TenantResult> => {
    const { name } = tenant;
    progress.began(name);
    const watcher = {
      began: (pid: number) => memory.began(pid),
      said: (line: string) => progress.said(name, line),
      throttled: (milliseconds: number) => rates.pause(milliseconds),
      ended: (pid: number) => memory.ended(pid),
    };
    const away = (message: string) => progress.note(`${name}: ${message}`);
    const tenantEnd = await runTenant(tenant, command, { watcher, stop, cancel, away });
    progress.ended(tenantEnd.result, tenantEnd.output);
    ended(tenant, tenantEnd);
    return tenantEnd.result;
  };
  try {
    const slots = () => slotsNow(memory, jobs);
    const turn = (tenant: Tenant, until: AbortSignal) => rates.turn(tenant, until);
    return await runPool(tenants, work, { slots, turn, waves, done, stop });
  } finally {
    end();
    progress.close();
  }
}
