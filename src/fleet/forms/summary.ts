import type { PlannedChange } from "#fleet/results/result.ts";
import { listedNames } from "#stack/inventory/selection.ts";
import { findingText } from "#verify/findingText.ts";
import { byGravity, type FleetRun, type Outcome, type TenantResult } from "../results/result.ts";
import { fixes, notable, plannedLine } from "./findings.ts";
import { coloured, seconds } from "./terminal.ts";

const ORDER: readonly Outcome[] = [
  "ok",
  "warn",
  "drift",
  "inconclusive",
  "not-provisioned",
  "refused",
  "failed",
  "not-run",
];

/**
 * A run over many tenants for people: how many ended how, then each that is not ok, or was not looked at in full, with its cause and the
 * fixing command, the worst first.
 *
 * @param out where it is printed, which decides on colours
 */
export function summary(run: FleetRun, out: NodeJS.WriteStream): string {
  const unwell = run.results
    .filter((result) => result.outcome !== "not-run" && (result.outcome !== "ok" || hasAccepted(result)))
    .toSorted(byGravity);
  return [
    headline(run),
    ...unwell.flatMap((result) => ["", ...rows(result, out)]),
    ...notRun(run.results, out),
    ...run.notes.flatMap((note) => ["", `note          ${note}`]),
    "",
  ].join("\n");
}

const hasAccepted = ({ findings = [] }: TenantResult): boolean => findings.some(({ accepted }) => accepted);

function headline({ command, results, seconds: took }: FleetRun): string {
  const counts = ORDER.map((outcome) => [outcome, results.filter((one) => one.outcome === outcome).length]);
  const words = counts
    .filter(([, number]) => number !== 0)
    .map(([outcome, number]) => `${number} ${outcome}`);
  const infos = results.flatMap((one) => notable(one).filter(({ verdict }) => verdict === "info")).length;
  const tenants = results.length === 1 ? "1 tenant" : `${results.length} tenants`;
  return `${command}: ${tenants} in ${seconds(took * 1000)}${words.length > 0 ? `: ${words.join(", ")}` : ""}${infos > 0 ? `; ${infos} info` : ""}`;
}

function rows(result: TenantResult, out: NodeJS.WriteStream): string[] {
  const { tenant, outcome, cause, planned = [] } = result;
  return [
    `${coloured(outcome, out, outcome.padEnd(14))}${outcome.length < 14 ? "" : "  "}${tenant}`,
    // What is set in cannot pose as the line of a tenant.
    ...(cause ? [`  cause       ${cause.text.replace(/[\r\n]+/g, "\n              ")}`] : []),
    ...fixes(result).map((fix) => `  fix         ${fix}`),
    ...notable(result).flatMap((finding) => {
      const { name, actual, fix: repair } = findingText(finding, tenant);
      return [
        `  ${finding.verdict.padEnd(11)} ${finding.system} ${name}: ${actual}`,
        ...(repair ? [`    fix       ${repair}`] : []),
      ];
    }),
    ...planned.map((change) => `  ${plannedText(change)}`),
  ];
}

/** They have one cause, and may be many. */
function notRun(results: readonly TenantResult[], out: NodeJS.WriteStream): string[] {
  const waiting = results.filter(({ outcome }) => outcome === "not-run");
  const [first] = waiting;
  if (!first) return [];
  return ["", ...rows({ ...first, tenant: listedNames(waiting.map(({ tenant }) => tenant)) }, out)];
}

/** "update azuread Application acme-application: web.redirectUris[0]" */
export const plannedText = (change: PlannedChange): string =>
  plannedLine({ ...change, op: change.op.padEnd(11) });
