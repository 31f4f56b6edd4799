import { nextStepText } from "#config/rules/nextStep.ts";
import type { PlannedChange } from "#fleet/results/result.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";
import { findingText } from "#verify/findingText.ts";
import type { TenantResult } from "../results/result.ts";

const ORDER = ["drift", "inconclusive", "warn", "info"] as const;

/** What is worth a word, the worst first. */
export const notable = ({ findings = [] }: Pick<TenantResult, "findings">): Finding[] =>
  ORDER.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict));

/** What somebody has to look at, the worst first. */
export const needing = (result: Pick<TenantResult, "findings">): Finding[] =>
  notable(result).filter(needsAttention);

/** The steps that help against the cause; what comes next where all is well is no matter of a summary. */
export const fixes = ({ tenant, cause, next }: TenantResult): string[] =>
  cause ? next.map((step) => nextStepText(step, tenant)) : [];

/** A planned change as one line: "update azuread Application CID ERP: web.redirectUris". */
export const plannedLine = ({ op, type, name, properties }: PlannedChange): string =>
  `${op} ${type} ${name}${properties.length > 0 ? `: ${properties.join(", ")}` : ""}`;

/** A finding as lines for people: what it is about, what was expected and found, what to do. */
export function findingLines(finding: Finding, tenant: string): string[] {
  const { name, expected, actual, fix } = findingText(finding, tenant);
  return [
    `${finding.verdict}: ${finding.system} ${name}`,
    ...(expected ? [`  expected: ${expected}`] : []),
    `  found: ${actual}`,
    ...(fix ? [`  fix: ${fix}`] : []),
  ];
}
