import { nextStepText } from "#config/rules/nextStep.ts";
import type { PlannedChange } from "#fleet/results/result.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";
import { findingText } from "#verify/findingText.ts";
import { checksOfFinding } from "#verify/oneCause.ts";
import type { Outcome, TenantResult } from "../results/result.ts";

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
  const { about, expected, actual, fix } = findingText(finding, tenant);
  return [
    `${finding.verdict}: ${about}`,
    ...(expected ? [`  expected: ${expected}`] : []),
    `  found: ${actual}`,
    ...(fix ? [`  fix: ${fix}`] : []),
  ];
}

/** A cause that several tenants have in common, and what mends it for all of them. */
export interface SharedCause {
  outcome: Outcome;
  text: string;
  fix: string;
  tenants: string[];
  /** Checks that it keeps from being made, of all tenants together. */
  checks: number;
}

/**
 * Causes that more than one tenant has, told once; and the results without them. What has to be done for each tenant on its own, such as
 * setting a password of its configuration, is not shared.
 */
export function sharedCauses(results: readonly TenantResult[]): {
  shared: SharedCause[];
  rest: TenantResult[];
} {
  const told = new Map<string, SharedCause>();
  for (const result of results)
    for (const { key, ...cause } of causesOf(result)) {
      const known = told.get(key) ?? { ...cause, tenants: [], checks: 0 };
      if (known.tenants.at(-1) !== result.tenant) known.tenants.push(result.tenant);
      told.set(key, { ...known, checks: known.checks + cause.checks });
    }
  const keys = new Set([...told].filter(([, { tenants }]) => tenants.length > 1).map(([key]) => key));
  const rest = results.map((result) => {
    const { cause, ...others } = result;
    const isTold = (one: Told) => keys.has(one.key);
    const whole = wholeCause(result);
    return {
      ...others,
      ...(cause && !(whole && isTold(whole)) ? { cause } : {}),
      ...(result.findings
        ? { findings: result.findings.filter((one) => !findingCause(one, result).some(isTold)) }
        : {}),
    };
  });
  return { shared: [...told].filter(([key]) => keys.has(key)).map(([, cause]) => cause), rest };
}

type Told = Omit<SharedCause, "tenants"> & { key: string };

const causesOf = (result: TenantResult): Told[] => {
  const whole = wholeCause(result);
  return [...(whole ? [whole] : []), ...(result.findings ?? []).flatMap((one) => findingCause(one, result))];
};

function wholeCause(result: TenantResult): Told | undefined {
  // They have one cause as it is.
  if (!result.cause || result.outcome === "not-run") return undefined;
  const [text, fix] = [result.cause.text, fixes(result).join(", then ")];
  return { key: JSON.stringify([text, fix]), outcome: result.outcome, text, fix, checks: 0 };
}

function findingCause(finding: Finding, { tenant }: TenantResult): Told[] {
  const { found, verdict } = finding;
  if (found.kind !== "unreadable" || verdict !== "inconclusive") return [];
  const { actual: text, fix } = findingText(finding, tenant);
  const checks = checksOfFinding(finding).length;
  return [{ key: JSON.stringify([text, fix]), outcome: verdict, text, fix, checks }];
}
