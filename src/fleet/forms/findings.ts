import type { PlannedChange } from "#fleet/results/result.ts";
import type { Finding } from "#verify/finding.ts";
import { ofStack } from "../results/ofStack.ts";
import type { TenantResult } from "../results/result.ts";

const ORDER = ["drift", "inconclusive", "warn"] as const;

/** What somebody has to look at, the worst first. */
export const notable = ({ tenant, findings = [] }: Pick<TenantResult, "tenant" | "findings">): Finding[] =>
  ORDER.flatMap((verdict) =>
    findings
      .filter((finding) => finding.verdict === verdict)
      .map((finding) => ({ ...finding, fix: ofStack(finding.fix, tenant) })),
  );

/** The steps that help against the cause; what comes next where all is well is no matter of a summary. */
export const fixes = ({ cause, next }: TenantResult): string[] => (cause ? next.map(({ text }) => text) : []);

/** Puts back what the program declares for this tenant. */
export const up = (tenant: string): string => `pulumi up --stack ${tenant}`;

/** A planned change as one line: "update azuread Application CID ERP: web.redirectUris". */
export const plannedLine = ({ op, type, name, properties }: PlannedChange): string =>
  `${op} ${type} ${name}${properties.length > 0 ? `: ${properties.join(", ")}` : ""}`;

/** A finding as lines for people: what it is about, what was expected and found, what to do. */
export const findingLines = ({ system, check, verdict, expected, actual, fix }: Finding): string[] => [
  `${verdict}: ${system} ${check}`,
  ...(expected ? [`  expected: ${expected}`] : []),
  `  found: ${actual}`,
  ...(fix ? [`  fix: ${fix}`] : []),
];
