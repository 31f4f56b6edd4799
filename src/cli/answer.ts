import { join, relative } from "node:path";
import type { Command } from "commander";
import { type Cause, causeNext, isOfTheEngine, type Worded, wordedCause, wordedStep } from "#config/cause.ts";
import { dataWithStack, type NextStep, STACK, withStack } from "#config/rules/nextStep.ts";
import { printableJson } from "#config/rules/printable.ts";
import { print } from "#fleet/forms/terminal.ts";
import type { Envelope } from "#fleet/results/envelope.ts";
import { exitCodeOf, type Outcome } from "#fleet/results/result.ts";
import { WrongUsage } from "./terminal.ts";

/** What a command did and found, as data. */
export interface CommandAnswer {
  outcome: Outcome;
  cause?: Cause;
  /** What comes next; where there is a cause and none is given, what helps against that. */
  next?: readonly NextStep[];
  /** What programs read of it, beside all that: properties of the envelope. Never holds a secret. */
  found?: object;
  /** The same for people. */
  text?: string;
  /** What people are told on standard error. */
  aside?: string;
}

/** What a command is given to work with. */
export interface Desk {
  /** Standard output for what people read at once, before the answer; standard error where JSON goes to the former. */
  out: NodeJS.WriteStream;
  /** Ends the program as wrong usage, with a hint at its help. */
  wrongUsage: (problem: string) => never;
}

/**
 * Does a command's work and says what became of it, in the one form that all commands have: for people, as JSON with `--json`, to the
 * run over many tenants that started it, and by the exit code. A failure is an answer, too.
 *
 * @param tenant the stack that it is about; undefined where it is about none or several
 * @param work undefined where it has said everything itself, as a run over many tenants does
 * @throws WrongUsage
 */
export async function answer(
  command: Command,
  tenant: string | undefined,
  work: (desk: Desk) => Promise<CommandAnswer | undefined>,
): Promise<void> {
  const json = command.opts().json === true;
  const wrongUsage = (problem: string): never => command.error(`error: ${problem}`, { exitCode: 2 });
  const guarded = async (): Promise<CommandAnswer | undefined> => {
    const { refusal } = await import("./stackGuard.ts");
    return refusal(command) ?? (await work({ out: json ? process.stderr : process.stdout, wrongUsage }));
  };
  const done = await guarded().catch(failed);
  if (!done) return;
  const envelope = dataWithStack(await envelopeOf(pathOf(command), tenant, done), tenant ?? STACK);
  process.send?.(envelope, () => {
    // Whoever started this may be gone.
  });
  process.exitCode = envelope.exitCode;
  // What the engine failed of is said in our words instead of its own.
  const ours =
    done.cause && isOfTheEngine(done.cause) ? `${envelope.cause?.text} Fix: ${stepsIn(envelope)}\n` : "";
  const { aside = ours, text = "" } = done;
  print(process.stderr, withStack(aside, tenant ?? STACK));
  if (json) process.stdout.write(`${printableJson(envelope)}\n`);
  else print(process.stdout, withStack(text, tenant ?? STACK));
}

const stepsIn = ({ next }: Envelope): string => next.map(({ text }) => text).join(", then ");

async function failed(error: unknown): Promise<CommandAnswer> {
  if (error instanceof WrongUsage) throw error;
  // It loads every client, and mostly nothing fails.
  const { failureOf } = await import("#fleet/failure.ts");
  const cause = failureOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return { outcome: "failed", cause, ...(isOfTheEngine(cause) ? {} : { aside: `${message}\n` }) };
}

async function envelopeOf(
  command: readonly string[],
  tenant: string | undefined,
  { outcome, cause, next, found }: CommandAnswer,
): Promise<Envelope> {
  const told = cause && (await causeOf(cause, tenant ?? ""));
  return {
    command: command.join(" "),
    ...(tenant === undefined ? {} : { tenant }),
    outcome,
    exitCode: exitCodeOf(outcome),
    ...(told ? { cause: told.cause } : {}),
    next: (next ?? told?.next ?? []).map((step) => wordedStep(step, tenant)),
    ...found,
  };
}

/** A cause in words, and what helps against it. */
async function causeOf(cause: Cause, tenant: string): Promise<{ cause: Worded<Cause>; next: NextStep[] }> {
  const whose = { tenant, file: await fileOf(tenant) };
  const words = process.argv.slice(2).filter((one) => one !== "--json");
  const known =
    cause.kind === "checkpoint-unreadable"
      ? await withCopy(cause, tenant)
      : cause.kind === "no-such-stack"
        ? await withFile(cause, tenant)
        : cause;
  const next = causeNext(known, whose, { kind: "modern-auth", words });
  return { cause: wordedCause(known, whose), next: [next] };
}

async function withCopy(cause: Cause, tenant: string): Promise<Cause> {
  const { withUsableCopy } = await import("#stack/stateCopies.ts");
  const { backendUrl } = await import("#stack/inventory/backend.ts");
  const { findProject } = await import("#config/project.ts");
  // The project's file or a login may name it as well.
  const url = process.env.PULUMI_BACKEND_URL || (await backendUrl().catch(() => undefined));
  return withUsableCopy(cause, findProject().name, tenant, url);
}

/** A file that cannot be read comes before a stack that is not there. */
async function withFile(cause: Cause, tenant: string): Promise<Cause> {
  const { fileDamage } = await import("#stack/fileDamage.ts");
  const { readInventory } = await import("#stack/inventory/inventory.ts");
  const { tenantOf } = await import("#stack/inventory/backend.ts");
  const { findProject } = await import("#config/project.ts");
  const file = readInventory(findProject()).find(({ name }) => name === tenantOf({ name: tenant }));
  return (file && fileDamage(file)) ?? cause;
}

/** A tenant's configuration file, as seen from where commands are typed. */
async function fileOf(tenant: string): Promise<string> {
  const file = `Pulumi.${tenant.split("/").at(-1)}.yaml`;
  try {
    const { findProject } = await import("#config/project.ts");
    return relative(process.cwd(), join(findProject().stackFolder, file));
  } catch {
    // Outside of a project.
    return file;
  }
}

/** The words that call a command, without the program's own name. */
export const pathOf = (command: Command): string[] =>
  command.parent ? [...pathOf(command.parent), command.name()] : [];
