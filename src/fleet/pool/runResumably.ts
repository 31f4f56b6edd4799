import type { TenantResult } from "../results/result.ts";
import { type Campaign, Journal } from "./journal.ts";
import { createProgress } from "./progress.ts";
import { type Orders, runTenants } from "./runTenants.ts";

export interface ResumableOrders extends Omit<Orders, "done" | "progress"> {
  campaign: Campaign;
  /** Whether to leave out what the same campaign has done already. */
  resume: boolean | undefined;
  /** Hears of each result as soon as it is known: first of those of an earlier run. */
  known: (result: TenantResult) => void;
}

/** Runs a command for each tenant, and writes down what is done until nothing is left. @returns their results, in their order */
export async function runResumably({
  campaign,
  resume,
  known,
  ...orders
}: ResumableOrders): Promise<TenantResult[]> {
  const { project, tenants } = orders;
  const journal = new Journal(project, campaign);
  const done = resume ? journal.read(tenants) : new Map<string, TenantResult>();
  const progress = createProgress(campaign.command[0], tenants.length, [...done.values()]);
  for (const result of done.values()) known(result);
  if (done.size > 0) progress.note(`${done.size} of ${tenants.length} are done already: ${journal.file}`);
  const writeDown = tolerant(progress.note);
  if (!resume) writeDown(() => journal.begin());
  const ended: Orders["ended"] = (tenant, end) => {
    known(end.result);
    writeDown(() => journal.add(tenant, end.result));
    orders.ended(tenant, end);
  };
  const results = await runTenants({ ...orders, done, progress, ended });
  if (!results.some(isLeft)) journal.end();
  return results;
}

/** Whether the command has still to do something for it. */
export const isLeft = ({ outcome }: TenantResult): boolean => outcome === "failed" || outcome === "not-run";

/** Lets the run go on when its progress cannot be written down, such as on a full disk; told once. */
function tolerant(warn: (text: string) => void): (write: () => void) => void {
  let warned = false;
  return (write) => {
    try {
      write();
    } catch (error) {
      if (!warned)
        warn(
          `What is done cannot be written down, so --resume will do it again: ${(error as Error).message}`,
        );
      warned = true;
    }
  };
}
