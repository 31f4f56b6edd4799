import { ownFailure } from "#clients/ownFailure.ts";
import { causeText } from "#config/cause.ts";
import type { ConfigProblem } from "#config/configError.ts";
import type { System } from "#verify/finding.ts";

/**
 * - `error`: the next preview or update fails of it
 * - `unknown`: it could not be found out
 * - `warning`: somebody should know it before
 * - `info`: declared so, and therefore not looked at
 */
export type Level = "error" | "unknown" | "warning" | "info";

/** Something that stands in the way of a change in one of a tenant's systems, or may. */
export interface Obstacle extends ConfigProblem {
  system: System;
  level: Level;
}

/** Failures of which nobody knows yet whether a change would fail: the system gave no answer. */
const NO_ANSWER = ["unreachable", "timeout", "lost", "busy", "throttled", "beyond-limit"];

/** What a question failed of. @param property for a failure that names none itself */
export function obstacleOf(system: System, property: string, allowed: string, error: unknown): Obstacle {
  const failure = ownFailure(error);
  const named = ("property" in failure && failure.property) || property;
  const text = causeText(failure, { file: "the configuration" }, new Date());
  const code = "code" in failure ? failure.code : failure.kind;
  return {
    system,
    level: NO_ANSWER.includes(code) || failure.kind === "proxy" ? "unknown" : "error",
    property: named,
    what: (text.startsWith(`${named}: `) ? text.slice(named.length + 2) : text).replace(/\.$/, ""),
    allowed,
    next: ("next" in failure ? failure.next : undefined) ?? { kind: "retry" },
  };
}
