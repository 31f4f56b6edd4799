import { z } from "zod";
import { wordedStep } from "#config/cause.ts";
import { isCalendarDate } from "#config/rules/dates.ts";
import { printableJson } from "#config/rules/printable.ts";
import { ALL_SYSTEMS } from "#verify/finding.ts";
import { exitCodeOf, type FleetRun, worstOutcome } from "../results/result.ts";

/** Counts up when a reader of the older form would misunderstand the newer one. */
const VERSION = 2;

/** A run as JSON, with the version of its form, and as one outcome. What comes next has its words with it. */
export function resultsJson({ command, results, ...run }: FleetRun): string {
  const outcome = worstOutcome(results);
  const head = { version: VERSION, command, outcome, exitCode: exitCodeOf(outcome) };
  const worded = results.map((result) => ({
    ...result,
    next: result.next.map((step) => wordedStep(step, result.tenant)),
  }));
  return `${printableJson({ ...head, ...run, results: worded })}\n`;
}

const texts = z.array(z.string());
const time = z.iso.datetime({ offset: true, error: "expected a time such as 2026-11-23T02:00:00Z" });

const NEXT = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("update"), note: z.string().exactOptional() }),
  z.object({ kind: z.enum(["pulumi", "modern-auth"]), words: texts, note: z.string().exactOptional() }),
  z.object({ kind: z.literal("retry"), note: z.string().exactOptional() }),
  z.object({ kind: z.literal("person"), text: z.string(), page: z.string().exactOptional() }),
]);

const PHRASE = z.object({ text: z.string() }).catchall(z.union([z.string(), z.number(), texts]));
const VALUE = z.union([z.string(), z.boolean(), texts, PHRASE]);
const DIFFERENCE = { expected: texts, missing: texts };

const FOUND = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("same"), expected: VALUE, actual: VALUE.exactOptional() }),
  z.object({ kind: z.literal("changed"), expected: VALUE, actual: VALUE }),
  z.object({ kind: z.literal("list"), ...DIFFERENCE, unexpected: texts }),
  z.object({ kind: z.literal("consent-awaited"), ...DIFFERENCE }),
  z.object({ kind: z.literal("unreadable"), what: z.string(), at: z.enum(ALL_SYSTEMS).exactOptional() }),
]);

const SUBJECT = z.object({
  kind: z.enum(["secret", "service", "incoming server", "outgoing server"]),
  id: z.string(),
  property: z.string().exactOptional(),
});

const FINDING = z.object({
  system: z.enum(ALL_SYSTEMS),
  check: z.string(),
  subject: SUBJECT.exactOptional(),
  verdict: z.enum(["ok", "info", "warn", "inconclusive", "drift"]),
  found: FOUND,
  next: z.array(NEXT),
  accepted: z.literal(true).exactOptional(),
});

const PLANNED = z.object({ op: z.string(), type: z.string(), name: z.string(), properties: texts });

const EXPIRY = z.object({
  system: z.enum(["microsoft"]),
  what: z.string(),
  end: z.string().refine(isCalendarDate, "expected a date that exists, such as 2026-11-23"),
});

const RESULT = z.object({
  tenant: z.string(),
  tags: texts,
  outcome: z.enum(["ok", "warn", "drift", "inconclusive", "not-provisioned", "refused", "failed", "not-run"]),
  exitCode: z.int(),
  seconds: z.number().nonnegative(),
  cause: z.object({ kind: z.string(), text: z.string() }).exactOptional(),
  next: z.array(NEXT),
  findings: z.array(FINDING).exactOptional(),
  checks: z.int().nonnegative().exactOptional(),
  planned: z.array(PLANNED).exactOptional(),
  expiries: z.array(EXPIRY).exactOptional(),
  lastRun: time.exactOptional(),
});

const RUN = z.object({
  version: z.literal(VERSION),
  command: z.string(),
  started: time,
  seconds: z.number().nonnegative(),
  shard: z.object({ index: z.int().positive(), count: z.int().positive() }).exactOptional(),
  results: z.array(RESULT),
  notes: texts,
});

/**
 * Reads what `resultsJson` wrote. What else stands there is left out, and so are the details of a command of its own, which no other
 * form knows what to do with.
 *
 * @param file as the error names it
 * @throws Error naming the property, its value, what is allowed, and the command that writes such a file
 */
export function readResults(file: string, text: string): FleetRun {
  const read = RUN.safeParse(parsed(text), { reportInput: true });
  if (!read.success) throw new Error(`${file}: ${problem(read.error)}. ${TO_WRITE_RESULTS}`);
  const { version: _, ...run } = read.data;
  return run;
}

export const TO_WRITE_RESULTS = "To write such a file: modern-auth drift --all --results <file>";

/** Undefined, which is nothing that is allowed, where it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (_, value) => (typeof value === "string" ? value.toWellFormed() : value));
  } catch {
    return undefined;
  }
}

/** The first problem; the others mostly follow from it. */
function problem({ issues: [issue] }: z.ZodError): string {
  const property = issue?.path.join(".");
  if (!property) return "it holds no JSON object";
  const value = JSON.stringify(issue?.input)?.slice(0, MOST_SHOWN) ?? "missing";
  return `${property} is ${value}. ${issue?.message}`;
}

/** Characters of a value that an error shows. */
const MOST_SHOWN = 80;
