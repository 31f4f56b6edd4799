import { type Finding, type Verdict, worst } from "#verify/finding.ts";
import { findingText } from "#verify/findingText.ts";

export interface Report {
  stack: string;
  tenantId?: string;
  findings: readonly Finding[];
  /** Key ids of orphaned secrets that were removed, and lines about those that were not. */
  removed: readonly string[];
  kept: readonly string[];
  /** HTTP calls to Microsoft and Google, without those that obtained a token. */
  calls: number;
}

const ORDER: readonly Verdict[] = ["drift", "inconclusive", "warn", "info"];

/** For machines: every finding, and the verdict on all of them. */
export const json = (report: Report): string =>
  `${JSON.stringify({ verdict: worst(report.findings), ...report }, undefined, 2)}\n`;

/** For people: what is not ok, in full and the worst first; of the rest the number. */
export function table({ stack, findings, removed, kept }: Report): string {
  const notable = ORDER.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict));
  const lines = [
    ...notable.flatMap(rows),
    ...removed.map((keyId) => `removed       secret ${keyId}`),
    ...kept.map((line) => `not removed   ${line}`),
    `Stack "${stack}": ${summary(findings)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function rows(finding: Finding): string[] {
  const { system, verdict } = finding;
  const { name, expected, actual, fix } = findingText(finding);
  return [
    `${verdict.padEnd(14)}${system} ${name}`,
    ...(expected ? [`  expected    ${expected}`] : []),
    `  ${verdict === "inconclusive" ? "because " : "found   "}    ${actual}`,
    ...(fix ? [`  fix         ${fix}`] : []),
    "",
  ];
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  const parts = [...ORDER, "ok" as const].map((verdict) => [verdict, count(verdict)] as const);
  return parts
    .filter(([verdict, number]) => number > 0 || verdict === "ok")
    .map(([verdict, number]) => `${number} ${verdict}`)
    .join(", ");
}
