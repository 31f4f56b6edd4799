import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import pRetry from "p-retry";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { outcomeOf, type TenantResult } from "../results/result.ts";
import { type Cause, causeOf } from "./cause.ts";
import { type ChildEnd, runChild, type Watcher } from "./child.ts";
import { shellWords } from "./shellWords.ts";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** What is run for each tenant. */
export interface TenantCommand {
  /** Such as ["erp", "status"]. */
  verb: readonly string[];
  /** As they are typed, without --json. */
  options: readonly string[];
  /** What its JSON tells. Where it is undefined the command prints for people. */
  read: ((printed: unknown) => Partial<TenantResult>) | undefined;
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
  const args = [MAIN, ...command.verb, tenant.name, ...command.options, ...(command.read ? ["--json"] : [])];
  let last: (ChildEnd & Judged) | undefined;
  const attempt = async (): Promise<void> => {
    const ended = await runChild(args, watcher, cancel);
    last = { ...ended, ...judge(ended, tenant, command) };
    if (last.cause?.away) throw new Error(last.cause.cause);
  };
  const tries = AWAY.retries + 1;
  const onFailedAttempt = ({ error, attemptNumber }: { error: Error; attemptNumber: number }): void =>
    away(`${error.message} Try ${attemptNumber} of ${tries}.`);
  await pRetry(attempt, { ...AWAY, signal: stop, onFailedAttempt }).catch((error: unknown) => {
    // The last try tells more than that there was no further one.
    if (!last) throw error;
  });
  if (!last) throw new Error(`${typed(command, tenant.name)} was never run.`);
  const { cause, code, told, stdout, output } = last;
  const result: TenantResult = {
    tenant: tenant.name,
    tags: tenant.tags,
    outcome: outcomeOf(code),
    exitCode: code ?? 1,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    ...(cause ? { cause: cause.cause } : {}),
    ...(cause?.fix ? { fix: cause.fix } : {}),
    ...told,
  };
  return { result, stdout, output };
}

interface Judged {
  cause: Cause | undefined;
  told: Partial<TenantResult>;
}

/** A report says itself what it found; everything else that did not end well is explained. */
function judge(ended: ChildEnd, { name, file }: Tenant, command: TenantCommand): Judged {
  const printed = command.read ? parsed(ended.stdout) : undefined;
  if (command.read && printed !== undefined) return { cause: undefined, told: command.read(printed) };
  if (ended.code === 0) return { cause: undefined, told: {} };
  const tenant = { name, file: relative(process.cwd(), file) };
  return { cause: causeOf(ended, tenant, typed(command, name), new Date()), told: {} };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // It ended before it had anything to report; what it printed says why.
    return undefined;
  }
}
