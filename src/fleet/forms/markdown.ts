import { byGravity, type FleetRun, type TenantResult } from "../results/result.ts";
import { fixes, notable } from "./findings.ts";
import { code, table } from "./markdownText.ts";

/** Characters: a comment on GitHub takes 65,536, GitLab more; the rest is for what a pipeline adds to find its own comment again. */
const MOST = 65_000;
/** Rows of a tenant's table, and notes. */
const MOST_ROWS = 10;

/** A run as Markdown that fits a comment on a merge request: what needs attention first, and of what does not fit the number. */
export function markdown(run: FleetRun): string {
  const attention = run.results.filter(needsAttention).toSorted(byGravity);
  const sections = attention.map(section);
  const head = headOf(run, attention.length);
  let room = MOST - head.length - leftOut(attention.length).length;
  const shown = sections.filter(({ length }) => {
    // Once one does not fit, no less grave one takes its place.
    room = length <= room ? room - length : -1;
    return room >= 0;
  });
  return `${head}${shown.join("")}${leftOut(attention.length - shown.length)}`;
}

const needsAttention = (result: TenantResult): boolean =>
  result.outcome !== "ok" || notable(result).length > 0 || (result.planned ?? []).length > 0;

const leftOut = (count: number): string =>
  count > 0 ? `\n**${count} more need attention** and do not fit here; the report names them.\n` : "";

function headOf({ command, results, notes }: FleetRun, attention: number): string {
  const counts = Object.entries(Object.groupBy(results.toSorted(byGravity), ({ outcome }) => outcome));
  return `${[
    `### ${code(`modern-auth ${command}`)}: ${attention} of ${results.length} tenants need attention`,
    ...table(
      ["outcome", "tenants"],
      counts.map(([outcome, { length }]) => [outcome, `${length}`]),
      counts.length,
    ),
    ...table(
      ["note"],
      notes.map((note) => [code(note)]),
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
    `<summary><b>${code(tenant)}</b> ${[outcome, ...counted(findings.length, "finding"), ...counted(planned.length, "planned change")].join(", ")}</summary>`,
    ...(cause ? ["", code(cause.text)] : []),
    ...fixes(result).flatMap((fix) => ["", `Next: ${code(fix)}`]),
    ...table(
      ["verdict", "property", "expected", "found", "fix"],
      findings.map(({ system, check, verdict, expected, actual, fix }) => [
        verdict,
        ...[`${system} ${check}`, expected, actual, fix].map(code),
      ]),
      MOST_ROWS,
    ),
    ...table(
      ["planned", "resource", "properties"],
      planned.map(({ op, type, name, properties }) =>
        [op, `${type} ${name}`, properties.join(", ")].map(code),
      ),
      MOST_ROWS,
    ),
    "",
    "</details>",
  ].join("\n")}\n`;
}

const counted = (count: number, what: string): string[] =>
  count > 0 ? [`${count} ${what}${count === 1 ? "" : "s"}`] : [];
