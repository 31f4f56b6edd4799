import { SET_CLOCK } from "#clients/serverClock.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { blindSystems, type Finding, type Verdict } from "#verify/finding.ts";
import { findingText } from "#verify/findingText.ts";
import { countChecks } from "#verify/oneCause.ts";
import type { Removal } from "./orphans.ts";

/** What a look at one tenant found, and removed. */
export interface VerifyReport extends Removal {
  tenant: string;
  findings: readonly Finding[];
  /** What is to be said of a clock that is wrong. */
  clock?: string;
}

const ORDER: readonly Verdict[] = ["drift", "inconclusive", "warn", "info"];

/** For people: what is not ok, in full and the worst first; of the rest the number. */
export function verifyText({ tenant, findings, removed, kept, clock }: VerifyReport): string {
  const notable = ORDER.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict));
  const lines = [
    ...notable.flatMap((finding) => rows(finding, tenant)),
    ...removed.map((keyId) => `removed       secret ${keyId}`),
    ...kept.map((line) => `not removed   ${line}`),
    ...(clock
      ? [
          `clock         ${clock}, by which everything above was judged`,
          `  fix         ${nextStepText(SET_CLOCK, tenant)}`,
          "",
        ]
      : []),
    `Stack "${tenant}": ${summary(findings)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function rows(finding: Finding, tenant: string): string[] {
  const { verdict } = finding;
  const { about, expected, actual, fix } = findingText(finding, tenant);
  return [
    `${verdict.padEnd(14)}${about}`,
    ...(expected ? [`  expected    ${expected}`] : []),
    `  ${verdict === "inconclusive" ? "because " : "found   "}    ${actual}`,
    ...(fix ? [`  fix         ${fix}`] : []),
    "",
  ];
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => countChecks(findings.filter((finding) => finding.verdict === verdict));
  const parts = [...ORDER, "ok" as const].map((verdict) => [verdict, count(verdict)] as const);
  const words = parts
    .filter(([verdict, number]) => number > 0 || verdict === "ok")
    .map(([verdict, number]) => `${number} ${verdict}`);
  const accepted = findings.filter((finding) => finding.accepted);
  return `${words.join(", ")}${accepted.length > 0 ? `; accepted: ${accepted.length} inconclusive (${blindSystems(accepted).join(", ")})` : ""}`;
}
