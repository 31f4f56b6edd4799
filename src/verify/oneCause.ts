import { nextStepsText } from "#config/rules/nextStep.ts";
import { type Blocked, blindAt, type Finding } from "./finding.ts";

/** What tells one cause from another: what it is, and what helps. */
function causeKey(finding: Finding): string | undefined {
  const { found, next, accepted } = finding;
  if (found.kind !== "unreadable") return undefined;
  // What is accepted is told by the system that it is accepted of.
  return JSON.stringify([found.what, nextStepsText(next), accepted ? blindAt(finding) : ""]);
}

/**
 * Findings with each cause once: where several things could not be looked at for the same reason, the first of them stands for all, and
 * names what is blocked. The order stays. For whoever is told; an outcome is judged by all of them.
 */
export function oneEachCause(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(findings, (finding) => causeKey(finding) ?? finding);
  return [...groups.values()].map((group) => (group.length === 1 ? (group[0] as Finding) : together(group)));
}

function together(group: readonly Finding[]): Finding {
  // Of one cause the gravest effect counts.
  const grave = group.find(({ verdict }) => verdict === "inconclusive");
  const { subject: _, found, ...first } = grave ?? (group[0] as Finding);
  const blocks = group.map(({ system, check, subject }) => ({
    system,
    check,
    ...(subject ? { subject } : {}),
  }));
  return { ...first, found: { ...(found as Extract<typeof found, { kind: "unreadable" }>), blocks } };
}

/** The checks that a finding tells of. */
export const checksOfFinding = ({ system, check, subject, found }: Finding): readonly Blocked[] =>
  (found.kind === "unreadable" && found.blocks) || [{ system, check, ...(subject ? { subject } : {}) }];

/** How many checks findings tell of. */
export const countChecks = (findings: readonly Finding[]): number =>
  findings.reduce((sum, finding) => sum + checksOfFinding(finding).length, 0);
