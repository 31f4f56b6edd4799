import { relative } from "node:path";
import pRetry from "p-retry";
import { type Cause, causeNext, type Whose, wordedCause } from "#config/cause.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { pulumiFailure } from "#stack/pulumiFailure.ts";
import type { Envelope } from "../results/envelope.ts";
import { outcomeOf, type TenantResult } from "../results/result.ts";
import { type ChildEnd, runChild, type Watcher } from "./child.ts";
import { shellWords } from "./shellWords.ts";

/** What is run for each tenant. */
export interface TenantCommand {
  /** Path of the program that carries it out. */
  program: string;
  /** Such as ["erp", "status"]. */
  verb: readonly string[];
  /** As they are typed, without --json. */
  options: readonly string[];
}

export interface RunSettings {
  watcher: Watcher;
  /** From then on there is no further try. */
  stop: AbortSignal;
  /** Interrupts what runs. */
  cancel: AbortSignal;
  /** Hears of each try that the state backend did not answer. */
  away: (message: string) => void;
}

/** What became of a tenant, and what its command printed. */
export interface TenantEnd {
  result: TenantResult;
  stdout: string;
  output: string;
}

/** Pauses of 2, 4, 8, 16 and 32 seconds: a backend may be away for a minute. */
const AWAY = { retries: 5, minTimeout: 2_000, factor: 2 };

/** The command for one tenant as a person types it. */
export const typed = ({ verb, options }: TenantCommand, tenant: string): string =>
  shellWords(["modern-auth", ...verb, tenant, ...options]);

/** Runs a command for one tenant, again while the state backend is away. All other failures are the command's own affair. */
export async function runTenant(
  tenant: Tenant,
  command: TenantCommand,
  { watcher, stop, cancel, away }: RunSettings,
): Promise<TenantEnd> {
  const began = performance.now();
  const args = [command.program, ...command.verb, tenant.name, ...command.options];
  let last: (ChildEnd & { said: Said }) | undefined;
  const attempt = async (): Promise<void> => {
    const ended = await runChild(args, watcher, cancel);
    last = { ...ended, said: saidBy(ended, tenant, command) };
    if (last.said.cause?.kind === "backend-away") throw new Error(last.said.cause.text);
  };
  const tries = AWAY.retries + 1;
  const onFailedAttempt = ({ error, attemptNumber }: { error: Error; attemptNumber: number }): void =>
    away(`${error.message} Try ${attemptNumber} of ${tries}.`);
  await pRetry(attempt, { ...AWAY, signal: stop, onFailedAttempt }).catch((error: unknown) => {
    // The last try tells more than that there was no further one.
    if (!last) throw error;
  });
  if (!last) throw new Error(`${typed(command, tenant.name)} was never run.`);
  const { said, stdout, output } = last;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { result: { tenant: tenant.name, tags: tenant.tags, seconds, ...said }, stdout, output };
}

type Said = Omit<TenantResult, "tenant" | "tags" | "seconds">;

/** What a command's own report says of a tenant; where it could not report, what its end and its output say. */
export function saidBy(
  { report, ...ended }: Pick<ChildEnd, "code" | "signal" | "output" | "report">,
  { name, file }: Pick<Tenant, "name" | "file">,
  { verb, options }: TenantCommand,
): Said {
  if (report && ended.signal === null) return told(report);
  const outcome = outcomeOf(ended.signal === null ? ended.code : null);
  const head = { outcome, exitCode: ended.code ?? 1, next: [] };
  if (outcome === "ok") return head;
  const whose: Whose = { tenant: name, file: relative(process.cwd(), file) };
  const cause: Cause = ended.signal === null ? pulumiFailure(ended.output) : { kind: "interrupted" };
  const next = causeNext(cause, whose, { kind: "modern-auth", words: [...verb, name, ...options] });
  return { ...head, cause: wordedCause(cause, whose), next: [next] };
}

/** A report as a result: what all forms know by its name, and the rest as details. */
function told({ command: _, tenant: __, outcome, exitCode, cause, next, ...found }: Envelope): Said {
  const { findings, checks, planned, expiries, lastRun, ...details } = found as Partial<TenantResult>;
  return {
    outcome,
    exitCode,
    ...(cause ? { cause } : {}),
    next,
    ...(findings ? { findings: findings.filter(({ verdict }) => verdict !== "ok") } : {}),
    ...(checks === undefined ? {} : { checks }),
    ...(planned ? { planned } : {}),
    ...(expiries ? { expiries } : {}),
    ...(lastRun === undefined ? {} : { lastRun }),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}
