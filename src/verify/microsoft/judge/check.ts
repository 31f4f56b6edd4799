import type { Finding, Part } from "#verify/finding.ts";
import { judging } from "#verify/judging.ts";

export { UP } from "#verify/judging.ts";

export const { finding, ok, inconclusive, judged } = judging("microsoft");

/** One value that has to be this one. */
export const equal = (check: string, expected: string, actual: string, fix: string): Finding =>
  expected === actual ? ok(check, expected) : finding(check, "drift", expected, actual, fix);

/** A list that has to hold exactly these, in whatever order. Says what is missing and what is too many. */
export function exactly(
  check: string,
  expected: readonly string[],
  actual: readonly string[],
  fix: string,
): Finding {
  const missing = expected.filter((one) => !actual.includes(one));
  const extra = actual.filter((one) => !expected.includes(one));
  if (missing.length + extra.length === 0) return ok(check, listed(expected));
  const differences = [
    ...(missing.length > 0 ? [`missing: ${listed(missing)}`] : []),
    ...(extra.length > 0 ? [`too many: ${listed(extra)}`] : []),
  ];
  return finding(check, "drift", listed(expected), differences.join("; "), fix);
}

/** In a constant order, so that the same state always reads the same. */
export const listed = (items: readonly string[]): string => [...new Set(items)].sort().join(", ") || "none";

/** As `judged`, for an object whose absence is judged elsewhere: its properties are then not worth a word. */
export const judgedIfThere = <T>(
  part: Part<T | undefined>,
  checks: readonly string[],
  judge: (value: T) => Finding[],
): Finding[] => judged(part, checks, (value) => (value === undefined ? [] : judge(value)));
