/** Which of the tenant's three systems a finding is about. */
export type System = "microsoft" | "google" | "erp";

/**
 * - `ok`: looked at, and as it should be
 * - `drift`: somebody changed it, or something is missing
 * - `warn`: works today, and needs somebody's attention
 * - `inconclusive`: could not be looked at; never taken for `ok`
 */
export type Verdict = "ok" | "drift" | "warn" | "inconclusive";

/** One property of a tenant, as it should be and as it is. Never holds a secret, nor a part of one. */
export interface Finding {
  system: System;
  /** The property, as the system's own API names it, e.g. "application.web.redirectUris". */
  check: string;
  verdict: Verdict;
  expected: string;
  actual: string;
  /** What to do next: a command, a page of the portal. Empty when there is nothing to do. */
  fix: string;
}

/** Why something could not be looked at, and what would help. */
export interface Problem {
  what: string;
  fix: string;
}

/** What was read, or why it could not be. */
export type Part<T> = { value: T; problem?: undefined } | { value?: undefined; problem: Problem };

const GRAVITY: readonly Verdict[] = ["ok", "warn", "inconclusive", "drift"];

/** What to say of all findings together: drift outweighs what could not be looked at, and that outweighs a warning. */
export const worst = (findings: readonly Finding[]): Verdict =>
  GRAVITY[Math.max(0, ...findings.map(({ verdict }) => GRAVITY.indexOf(verdict)))] ?? "ok";
