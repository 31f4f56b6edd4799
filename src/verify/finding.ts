import type { NextStep } from "#config/rules/nextStep.ts";

export const ALL_SYSTEMS = ["microsoft", "google", "erp"] as const;

/** Which of the tenant's three systems a finding is about. */
export type System = (typeof ALL_SYSTEMS)[number];

/**
 * - `ok`: looked at, and as it should be
 * - `info`: worth knowing; never changes an outcome or an exit code
 * - `warn`: works today, and needs somebody's attention
 * - `inconclusive`: could not be looked at; never taken for `ok`
 * - `drift`: somebody changed it, or something is missing
 */
export type Verdict = "ok" | "info" | "warn" | "inconclusive" | "drift";

/** One thing of several that a check looks at, such as the secret of a key id. */
export interface Subject {
  kind: "secret" | "service" | "incoming server" | "outgoing server";
  id: string;
  /** What of it; absent where it is about the thing itself. */
  property?: string;
}

/** Words about values that stay data: "{on}" in the text stands for the value `on`. */
export interface Phrase {
  readonly text: string;
  readonly [value: string]: string | number | readonly string[];
}

/** A value as its system shows it, the name of a state such as "deleted", or words about values. */
export type FindingValue = string | boolean | readonly string[] | Phrase;

/** What was found, next to what should be there. Never holds a secret, nor a part of one. */
export type Found =
  /** As it should be. `actual` where there is more to say than the expected value. */
  | { kind: "same"; expected: FindingValue; actual?: FindingValue }
  | { kind: "changed"; expected: FindingValue; actual: FindingValue }
  /** A list, whose order does not matter, that differs by these. */
  | {
      kind: "list";
      expected: readonly string[];
      missing: readonly string[];
      unexpected: readonly string[];
    }
  /** Permissions that an administrator was asked for. */
  | { kind: "consent-awaited"; expected: readonly string[]; missing: readonly string[] }
  /**
   * `at` names the system that could not be looked at, where that is not the finding's own; `blocks` the checks, where one cause keeps
   * several from being made.
   */
  | { kind: "unreadable"; what: string; cause?: CauseCode; blocks?: readonly Blocked[]; at?: System };

/** A cause as programs tell it from others: as `OwnFailure` has it, e.g. "microsoft" and "expired-secret". */
interface CauseCode {
  kind: string;
  code?: string;
}

/** A check that could not be made. */
export type Blocked = Pick<Finding, "system" | "check" | "subject">;

/** What one check found about a tenant. */
export interface Finding {
  system: System;
  /** Id of the check: the property as the system's own API names it, e.g. "application.web.redirectUris". */
  check: string;
  subject?: Subject;
  verdict: Verdict;
  found: Found;
  /** What to do about it, one after the other. Empty when there is nothing to do. */
  next: readonly NextStep[];
  /** It is inconclusive, and whoever runs this accepts that its system cannot be looked at. */
  accepted?: true;
}

/** Whether somebody should look at it; what is only worth knowing, and what is accepted, waits for nobody. */
export const needsAttention = ({ verdict, accepted }: Pick<Finding, "verdict" | "accepted">): boolean =>
  verdict !== "ok" && verdict !== "info" && !accepted;

/** The system that could not be looked at. */
export const blindAt = ({ system, found }: Pick<Finding, "system" | "found">): System =>
  (found.kind === "unreadable" && found.at) || system;

/** All such systems of inconclusive findings, each once. */
export const blindSystems = (findings: readonly Finding[]): System[] =>
  ALL_SYSTEMS.filter((system) => findings.some((finding) => blindAt(finding) === system));

/** The findings with those marked that are inconclusive because of one of these systems. */
export const acceptBlind = (findings: readonly Finding[], systems: readonly System[]): Finding[] =>
  findings.map((finding) =>
    finding.verdict === "inconclusive" && systems.includes(blindAt(finding))
      ? { ...finding, accepted: true }
      : finding,
  );

/** Why something could not be looked at, and what would help. */
export interface Problem {
  /** Says the same of every tenant that it is the same for, so that it can be told once. */
  what: string;
  next: readonly NextStep[];
  /** Absent where it is about this one thing. */
  cause?: CauseCode;
  /** The system that could not be looked at, where it is not the one that the check is about. */
  at?: System;
}

/** What was read, or why it could not be. */
export type Part<T> = { value: T; problem?: undefined } | { value?: undefined; problem: Problem };

const GRAVITY = ["ok", "warn", "inconclusive", "drift"] as const satisfies Verdict[];

/** What findings amount to together. */
export type Whole = (typeof GRAVITY)[number];

/** The verdict on all findings together: drift outweighs what could not be looked at, and that outweighs a warning. */
export const worst = (findings: readonly Finding[]): Whole =>
  GRAVITY.findLast((one) => findings.some(({ verdict }) => verdict === one)) ?? "ok";

const EXIT: Readonly<Record<Whole, number>> = { ok: 0, warn: 0, inconclusive: 3, drift: 7 };

/** What is accepted does not raise it. @param strict whether a warning counts as drift */
export const exitCode = (findings: readonly Finding[], strict: boolean): number =>
  strict && findings.some(({ verdict }) => verdict === "warn")
    ? EXIT.drift
    : EXIT[worst(findings.filter(({ accepted }) => !accepted))];
