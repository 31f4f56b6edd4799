import type { CommandAnswer } from "#cli/answer.ts";
import type { Cause } from "#config/cause.ts";
import { type ConfigProblem, problemText } from "#config/configError.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { type Mend, type Source, sourcesOf } from "#config/tenantProblems.ts";
import { failureOf } from "#fleet/failure.ts";
import { listedNames } from "#stack/inventory/selection.ts";
import type { AdmissionProblems } from "#stack/newTenants/admission.ts";
import type { Created } from "#stack/newTenants/createTenants.ts";
import { firstSteps } from "../show/view.ts";
import type { TenantRow } from "./rows.ts";

/** What became of one tenant; `not-begun`: a signal came before its turn. */
interface AddedTenant {
  tenant: string;
  result: "added" | "existing" | "failed" | "not-begun";
  /** Its configuration file, as seen from the current folder. */
  file: string;
  /** Why it failed. */
  cause?: string;
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
export function notAddedText(problems: AdmissionProblems, rows?: readonly TenantRow[]): string {
  const tenants = [...problems].map(([name, found]) => {
    const row = rows?.find((one) => one.name === name);
    const head = row ? `Row ${row.row}, tenant` : "This tenant cannot be added:";
    const lines = found.map((problem) => problemText(row ? inColumn(problem) : problem, name));
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

/** What it comes to. @param fileOf a tenant's configuration file, as seen from the current folder */
export function addedAnswer(
  { created, existing, apart }: Added,
  fileOf: (tenant: string) => string,
): CommandAnswer {
  const all: AddedTenant[] = [
    ...existing.map((tenant) => ({ tenant, result: "existing" as const, file: fileOf(tenant) })),
    ...created.map((one) => ({
      tenant: one.tenant,
      result: resultOf(one),
      file: fileOf(one.tenant),
      ...(one.problem ? { cause: one.problem.message } : {}),
    })),
  ];
  const tenants = all.toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1));
  const notes = apart.length === 0 ? [] : [apartNote(apart)];
  const [failed] = created.filter(({ problem }) => problem);
  const notBegun = tenants.some(({ result }) => result === "not-begun");
  const cause: Cause | undefined = failed?.problem
    ? failureOf(failed.problem)
    : notBegun
      ? { kind: "not-begun", because: "interruption" }
      : undefined;
  const [first] = tenants.filter(({ result }) => result === "added");
  return {
    ...(cause
      ? { outcome: "failed", cause }
      : { outcome: "ok", next: first ? firstSteps(first.tenant) : [] }),
    found: { tenants, notes },
    text: addedText(tenants, notes),
  };
}

const resultOf = ({ key, problem }: Created): AddedTenant["result"] =>
  problem ? "failed" : key ? "added" : "not-begun";

const apartNote = (tenants: readonly string[]): string =>
  "The passphrase at hand does not open the secrets of the other tenants, so these have another key: " +
  `${tenants.join(", ")}. If that was not meant: modern-auth tenant remove ${tenants[0]}, then add it with the right passphrase.`;

/** A line for each tenant of many, as soon as it is done. */
export const addedLine = ({ tenant, problem }: Created, done: number, all: number): string =>
  `${done}/${all} ${tenant}: ${problem ? `failed: ${problem.message}` : "added"}\n`;

function addedText(tenants: readonly AddedTenant[], notes: readonly string[]): string {
  const of = (result: AddedTenant["result"]) => tenants.filter((one) => one.result === result);
  const [added, existing, failed, notRun] = [of("added"), of("existing"), of("failed"), of("not-begun")];
  const [only] = tenants;
  const counts = [
    `${added.length} added`,
    ...(existing.length > 0 ? [`there already: ${listedNames(existing.map(({ tenant }) => tenant))}`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(notRun.length > 0 ? [`${notRun.length} not begun`] : []),
  ];
  const lines =
    tenants.length === 1 && only?.result === "added"
      ? [`Tenant "${only.tenant}" is added: its stack, and ${only.file}.`]
      : [`Tenants: ${counts.join("; ")}.`];
  for (const { tenant, cause } of failed) lines.push(`  ${tenant}: ${cause}`);
  if (failed.length + notRun.length > 0) lines.push("The same command again adds what is missing.");
  const [first] = added;
  if (first)
    lines.push(
      `Next: ${firstSteps(first.tenant)
        .map((step) => nextStepText(step, first.tenant))
        .join(", then ")}`,
    );
  return `${[...lines, ...notes].join("\n")}\n`;
}
