import type { Worded } from "#config/cause.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import type { Shard } from "#stack/inventory/selection.ts";
import type { PlannedChange } from "#stack/previewPlan.ts";

export type { PlannedChange } from "#stack/previewPlan.ts";

import { exitCode, type Finding } from "#verify/finding.ts";

/**
 * - `ok`: done, or as it should be
 * - `warn`: the same, and something needs attention soon
 * - `drift`: somebody changed something
 * - `inconclusive`: something could not be looked at
 * - `not-provisioned`: it is declared, and no update has made anything yet
 * - `refused`: the command would not do it, and says why
 * - `failed`: it could not be done
 * - `not-run`: its turn never came
 */
export type Outcome =
  | "ok"
  | "warn"
  | "drift"
  | "inconclusive"
  | "not-provisioned"
  | "refused"
  | "failed"
  | "not-run";

/** A secret with an end. */
export interface Expiry {
  system: "microsoft";
  /** Such as "secret 2". */
  what: string;
  /** The day on which it stops working. */
  end: string;
}

/** What became of one tenant. Never holds a secret. */
export interface TenantResult {
  tenant: string;
  tags: readonly string[];
  outcome: Outcome;
  /** As the command for this tenant alone would have ended. */
  exitCode: number;
  /** Wall time. */
  seconds: number;
  /** Why it is not ok: as `Cause` says it, with its words. Absent where the findings say all. */
  cause?: Worded<{ kind: string }>;
  /** What comes next, or helps against the cause. */
  next: readonly NextStep[];
  /** What else the command found, as its own `--json` prints it. */
  details?: unknown;
  /** What `verify` found, without what is as it should be. Absent where it was not asked. */
  findings?: readonly Finding[];
  /** How many properties it looked at. */
  checks?: number;
  /** What the engine's preview plans. Absent where the engine was not asked. */
  planned?: readonly PlannedChange[];
  /** The ends of its secrets. Absent where they are not known. */
  expiries?: readonly Expiry[];
  /** RFC 3339 time of the last update of its state. Absent where there was none. */
  lastRun?: string;
}

/** One command over many tenants. */
export interface FleetRun {
  /** Such as "drift". */
  command: string;
  /** RFC 3339. */
  started: string;
  seconds: number;
  /** The part of the tenants that it is about; absent where it is about all that were named. */
  shard?: Shard;
  /** By name of the tenant. */
  results: readonly TenantResult[];
  /** What concerns no single tenant, such as a stack without a configuration file. */
  notes: readonly string[];
}

/** The worst first: what could not be done outweighs what was found. */
export const GRAVITY: readonly Outcome[] = [
  "failed",
  "not-run",
  "refused",
  "drift",
  "inconclusive",
  "not-provisioned",
  "warn",
  "ok",
];

const EXIT: Readonly<Record<Outcome, number>> = {
  failed: 1,
  "not-run": 1,
  refused: 4,
  drift: 7,
  inconclusive: 3,
  "not-provisioned": 4,
  warn: 0,
  ok: 0,
};

export const worstOutcome = (results: readonly Pick<TenantResult, "outcome">[]): Outcome =>
  GRAVITY.find((outcome) => results.some((one) => one.outcome === outcome)) ?? "ok";

/** The exit code of a command over many tenants. */
export const fleetExitCode = (results: readonly Pick<TenantResult, "outcome">[]): number =>
  EXIT[worstOutcome(results)];

/** The exit code of a command for one tenant. */
export const exitCodeOf = (outcome: Outcome): number => EXIT[outcome];

/** What an exit code of a command for one tenant means. */
export const outcomeOf = (exitCode: number | null): Outcome =>
  exitCode === 0
    ? "ok"
    : exitCode === 3
      ? "inconclusive"
      : exitCode === 4
        ? "refused"
        : exitCode === 7
          ? "drift"
          : "failed";

/** What a look at a tenant comes to. @param strict whether a warning counts as drift */
export function outcomeOfFindings(findings: readonly Finding[], strict: boolean): Outcome {
  const outcome = outcomeOf(exitCode(findings, strict));
  return outcome === "ok" && findings.some(({ verdict }) => verdict === "warn") ? "warn" : outcome;
}

/** Worst first, then by name. */
export const byGravity = (a: TenantResult, b: TenantResult): number =>
  GRAVITY.indexOf(a.outcome) - GRAVITY.indexOf(b.outcome) || (a.tenant < b.tenant ? -1 : 1);
