import { type ConfigProblem, problemText } from "#config/configError.ts";
import { type Mend, type Source, sourcesOf } from "#config/tenantProblems.ts";
import { listed } from "#stack/inventory/selection.ts";
import type { Problems } from "#stack/newTenants/admission.ts";
import type { Created } from "#stack/newTenants/createTenants.ts";
import { firstSteps } from "../show/view.ts";
import type { Row } from "./rows.ts";

/** `not-run`: a signal came before its turn. */
type Outcome = "added" | "existing" | "failed" | "not-run";

/** What became of the tenants that were to be added; `--json` prints it as it is. */
export interface AddReport {
  tenants: readonly {
    tenant: string;
    outcome: Outcome;
    /** Its configuration file, as seen from the current folder. */
    file: string;
    /** Why it failed. */
    cause?: string;
  }[];
  notes: readonly string[];
}

export const asFlag: Mend = (sources) =>
  `give ${sources.map((source) => FLAGS[source] ?? `--${source}`).join(" or ")}`;

const FLAGS: Partial<Record<Source, string>> = {
  name: "another name",
  "erp-password": "--erp-password-stdin, and the password on standard input",
};

export const asColumn: Mend = (sources) => `correct ${columns(sources)}`;

const columns = (sources: readonly Source[]): string =>
  `${sources.length > 1 ? "columns" : "column"} ${sources.join(" or ")}`;

/** Why nothing was written. @param rows where the tenants stand, if they come from a file */
export function notAdded(problems: Problems, rows?: readonly Row[]): string {
  const tenants = [...problems].map(([name, found]) => {
    const row = rows?.find((one) => one.name === name);
    const head = row ? `Row ${row.row}, tenant` : "This tenant cannot be added:";
    const lines = found.map((problem) => problemText(row ? inColumn(problem) : problem));
    return `${head} ${JSON.stringify(name)}\n${lines.join("\n")}\n`;
  });
  return `${tenants.join("")}Nothing was written.\n`;
}

const inColumn = (problem: ConfigProblem): ConfigProblem => {
  const sources = sourcesOf(problem.property);
  return sources.length > 0 ? { ...problem, property: columns(sources) } : problem;
};

/** What became of all tenants that were to be added. */
export interface Added {
  created: readonly Created[];
  /** Those that were there already. */
  existing: readonly string[];
  /** Those that do not share the key of the other stacks, because the passphrase at hand does not open it. */
  apart: readonly string[];
}

/** @param fileOf a tenant's configuration file, as seen from the current folder */
export function addReport(
  { created, existing, apart }: Added,
  fileOf: (tenant: string) => string,
): AddReport {
  const tenants = [
    ...existing.map((tenant) => ({ tenant, outcome: "existing" as const, file: fileOf(tenant) })),
    ...created.map((one) => ({
      tenant: one.tenant,
      outcome: outcomeOf(one),
      file: fileOf(one.tenant),
      ...(one.problem ? { cause: one.problem.message } : {}),
    })),
  ];
  return {
    tenants: tenants.toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1)),
    notes: apart.length === 0 ? [] : [apartNote(apart)],
  };
}

const outcomeOf = ({ key, problem }: Created): Outcome => (problem ? "failed" : key ? "added" : "not-run");

const apartNote = (tenants: readonly string[]): string =>
  "The passphrase at hand does not open the secrets of the other tenants, so these have another key: " +
  `${tenants.join(", ")}. If that was not meant: modern-auth tenant remove ${tenants[0]}, then add it with the right passphrase.`;

/** A line for each tenant of many, as soon as it is done. */
export const progress = ({ tenant, problem }: Created, done: number, all: number): string =>
  `${done}/${all} ${tenant}: ${problem ? `failed: ${problem.message}` : "added"}\n`;

export const exitCode = ({ tenants }: AddReport): number =>
  tenants.some(({ outcome }) => outcome === "failed" || outcome === "not-run") ? 1 : 0;

export const json = (report: AddReport): string => `${JSON.stringify(report)}\n`;

export function text({ tenants, notes }: AddReport): string {
  const of = (outcome: Outcome) => tenants.filter((one) => one.outcome === outcome);
  const [added, existing, failed, notRun] = [of("added"), of("existing"), of("failed"), of("not-run")];
  const [only] = tenants;
  const counts = [
    `${added.length} added`,
    ...(existing.length > 0 ? [`there already: ${listed(existing.map(({ tenant }) => tenant))}`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(notRun.length > 0 ? [`${notRun.length} not begun`] : []),
  ];
  const lines =
    tenants.length === 1 && only?.outcome === "added"
      ? [`Tenant "${only.tenant}" is added: its stack, and ${only.file}.`]
      : [`Tenants: ${counts.join("; ")}.`];
  for (const { tenant, cause } of failed) lines.push(`  ${tenant}: ${cause}`);
  if (failed.length + notRun.length > 0) lines.push("The same command again adds what is missing.");
  const [first] = added;
  if (first) lines.push(`Next: ${firstSteps(first.tenant)}`);
  return `${[...lines, ...notes].join("\n")}\n`;
}
