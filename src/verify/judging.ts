import type { Finding, Part, Problem, System } from "./finding.ts";

/** Puts back what the program declares. */
export const UP = "pulumi up";

/** How findings about one system are put. */
export function judging(system: System) {
  const finding = (
    check: string,
    verdict: Finding["verdict"],
    expected: string,
    actual: string,
    fix = "",
  ): Finding => ({ system, check, verdict, expected, actual, fix });

  const inconclusive = (check: string, { what, fix }: Problem): Finding =>
    finding(check, "inconclusive", "", what, fix);

  return {
    finding,

    ok: (check: string, expected: string, actual = expected): Finding =>
      finding(check, "ok", expected, actual),

    inconclusive,

    /** Judges what was read; what was not read makes every check that hangs on it inconclusive. */
    judged: <T>(part: Part<T>, checks: readonly string[], judge: (value: T) => Finding[]): Finding[] =>
      part.problem ? checks.map((check) => inconclusive(check, part.problem)) : judge(part.value),
  };
}
