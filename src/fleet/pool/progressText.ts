import { plainLine } from "#config/rules/printable.ts";
import { coloured, seconds } from "../forms/terminal.ts";
import type { Outcome, TenantResult } from "../results/result.ts";

/** What a tenant that runs does right now. */
export interface Running {
  tenant: string;
  /** In milliseconds. */
  since: number;
  /** The last line that it printed; empty until there is one. */
  said: string;
}

export interface Totals {
  command: string;
  all: number;
  ended: readonly Pick<TenantResult, "outcome">[];
  /** How many of these were done by the run that is resumed. */
  earlier: number;
}

const MOST_TAIL = 20;

/** The picture of a run, a line for each tenant that runs. @param times in milliseconds */
export function frame(totals: Totals, running: readonly Running[], times: Times, columns: number): string {
  const width = Math.max(0, ...running.map(({ tenant }) => tenant.length));
  const rows = running.map(
    ({ tenant, since, said }) =>
      `  ${tenant.padEnd(width)}  ${seconds(times.now - since).padStart(6)}  ${said}`,
  );
  return [header(totals, times), ...rows].map((line) => line.slice(0, columns - 1)).join("\n");
}

export interface Times {
  now: number;
  began: number;
}

function header({ command, all, ended, earlier }: Totals, { now, began }: Times): string {
  const elapsed = now - began;
  const fresh = ended.length - earlier;
  const left = fresh > 0 ? `, about ${seconds(((all - ended.length) * elapsed) / fresh)} left` : "";
  return `${command}: ${ended.length} of ${all}${counts(ended)}, ${seconds(elapsed)}${left}`;
}

/** ", 2 failed, 1 drift": all that is not ok. */
function counts(results: readonly Pick<TenantResult, "outcome">[]): string {
  const number = (outcome: Outcome) => results.filter((one) => one.outcome === outcome).length;
  return COUNTED.filter((outcome) => number(outcome) > 0)
    .map((outcome) => `, ${number(outcome)} ${outcome}`)
    .join("");
}

const COUNTED: readonly Outcome[] = [
  "failed",
  "refused",
  "drift",
  "inconclusive",
  "not-provisioned",
  "warn",
  "not-run",
];

/** "[3/12] acme: failed, 8 s: Locked by …" */
export const endedLine = (
  { all, ended }: Totals,
  { tenant, outcome, seconds: took, cause }: TenantResult,
): string =>
  `[${ended.length}/${all}] ${tenant}: ${coloured(outcome, process.stderr)}, ${seconds(took * 1000)}${cause ? `: ${plainLine(cause.text)}` : ""}`;

/** The end of what a tenant's command printed, set apart. */
export const tail = (output: string): string[] =>
  output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-MOST_TAIL)
    .map((line) => `    ${line}`);
