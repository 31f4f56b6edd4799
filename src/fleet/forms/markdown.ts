import { listedNames } from "#stack/inventory/selection.ts";
import { findingText } from "#verify/findingText.ts";
import { byGravity, type FleetRun, type TenantResult } from "../results/result.ts";
import { fixes, needing, notable, type SharedCause, sharedCauses } from "./findings.ts";
import { markdownCode, markdownTable } from "./markdownText.ts";

/** Characters: a comment on GitHub takes 65,536, GitLab more; the rest is for what a pipeline adds to find its own comment again. */
const MOST = 65_000;
/** Rows of a tenant's table, and notes. */
const MOST_ROWS = 10;

/** A run as Markdown that fits a comment on a merge request: what needs attention first, and of what does not fit the number. */
export function markdown(run: FleetRun): string {
  const { shared, rest } = sharedCauses(run.results);
  const worthAWord = rest.filter((result) => needsAttention(result) || notable(result).length > 0);
  const sections = worthAWord.toSorted(byNeed).map(section);
  const attention = worthAWord.filter(needsAttention).length;
  const head = headOf(run, attention, shared);
  let room = MOST - head.length - leftOut(attention).length;
  const shown = sections.filter(({ length }) => {
    // Once one does not fit, no less grave one takes its place.
    room = length <= room ? room - length : -1;
    return room >= 0;
  });
  return `${head}${shown.join("")}${leftOut(attention - shown.length)}`;
}

const needsAttention = (result: TenantResult): boolean =>
  result.outcome !== "ok" || needing(result).length > 0 || (result.planned ?? []).length > 0;

const byNeed = (a: TenantResult, b: TenantResult): number =>
  Number(needsAttention(b)) - Number(needsAttention(a)) || byGravity(a, b);

const leftOut = (count: number): string =>
  count > 0 ? `\n**${count} more need attention** and do not fit here; the report names them.\n` : "";

function headOf(
  { command, results, notes }: FleetRun,
  attention: number,
  shared: readonly SharedCause[],
): string {
  const counts = Object.entries(Object.groupBy(results.toSorted(byGravity), ({ outcome }) => outcome));
  return `${[
    `### ${markdownCode(`modern-auth ${command}`)}: ${attention} of ${results.length} tenants need attention`,
    ...markdownTable(
      ["outcome", "tenants"],
      counts.map(([outcome, { length }]) => [outcome, `${length}`]),
      counts.length,
    ),
    ...markdownTable(
      ["cause", "fix", "tenants"],
      shared.map(({ text, fix, tenants }) => [text, fix, listedNames(tenants)].map(markdownCode)),
      MOST_ROWS,
    ),
    ...markdownTable(
      ["note"],
      notes.map((note) => [markdownCode(note)]),
      MOST_ROWS,
    ),
  ].join("\n")}\n`;
}

function section(result: TenantResult): string {
  const { tenant, outcome, cause, planned = [] } = result;
  const findings = notable(result);
  return `${[
    "",
    "<details>",
    `<summary><b>${markdownCode(tenant)}</b> ${[outcome, ...counted(findings.length, "finding"), ...counted(planned.length, "planned change")].join(", ")}</summary>`,
    ...(cause ? ["", markdownCode(cause.text)] : []),
    ...fixes(result).flatMap((fix) => ["", `Next: ${markdownCode(fix)}`]),
    ...markdownTable(
      ["verdict", "property", "expected", "found", "fix"],
      findings.map((finding) => {
        const { about, expected, actual, fix } = findingText(finding, tenant);
        return [finding.verdict, ...[about, expected, actual, fix].map(markdownCode)];
      }),
      MOST_ROWS,
    ),
    ...markdownTable(
      ["planned", "resource", "properties"],
      planned.map(({ op, type, name, properties }) =>
        [op, `${type} ${name}`, properties.join(", ")].map(markdownCode),
      ),
      MOST_ROWS,
    ),
    "",
    "</details>",
  ].join("\n")}\n`;
}

const counted = (count: number, what: string): string[] =>
  count > 0 ? [`${count} ${what}${count === 1 ? "" : "s"}`] : [];
