import { fileURLToPath } from "node:url";
import { isLeft, runResumably } from "#fleet/pool/runResumably.ts";
import type { TenantCommand, TenantEnd } from "#fleet/pool/tenantRun.ts";
import type { FleetRun, TenantResult } from "#fleet/results/result.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { backendNotes } from "#stack/inventory/strays.ts";
import { campaignOf, chooseTenants } from "./choice.ts";
import type { FleetOptions } from "./options.ts";
import { tellHowToGoOn, tellRun } from "./results.ts";
import { ResultsFile } from "./resultsFile.ts";

/** This command line itself, which runs once for each of many tenants. */
export const PROGRAM = fileURLToPath(new URL("../main.ts", import.meta.url));

/** What runs for many tenants. */
export interface FleetVerb {
  /** Such as ["erp", "status"]. */
  path: readonly string[];
  /** The options that each tenant's command gets, as they were typed. */
  options: readonly string[];
  /** What it prints for people is not shown: the summary says it all. */
  quiet: boolean;
}

/** Runs a command for many tenants, each in a process of its own, and tells what became of each. */
export async function runFleet(
  names: readonly string[],
  verb: FleetVerb,
  options: FleetOptions,
): Promise<undefined> {
  const started = new Date();
  const choice = await chooseTenants(names, options);
  const { project, inventory, tenants, notes } = choice;
  // The backend is asked while the tenants run.
  const strays = options.all ? backendNotes(inventory, project) : [];

  const { waves = [], jobs } = options;
  const name = verb.path.join(" ");
  const printed = new Map<string, string>();
  const ended = (tenant: Tenant, { stdout }: TenantEnd): void => {
    printed.set(tenant.name, stdout);
  };
  const command: TenantCommand = { program: PROGRAM, verb: verb.path, options: verb.options };
  const campaign = campaignOf([name, ...verb.options], choice);
  const file = new ResultsFile(options.results, name, started, tenants);
  const results = await runResumably({
    known: file.add,
    project,
    tenants,
    command,
    jobs,
    waves,
    campaign,
    resume: options.resume,
    ended,
  }).finally(() => file.close());

  const run: FleetRun = {
    command: name,
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    results,
    notes: [...new Set([...notes, ...(await strays)])],
  };
  const text = options.json || verb.quiet ? "" : texts(results, printed);
  tellRun(run, choice, options, text);
  if (results.some(isLeft)) tellHowToGoOn([...verb.path, ...choice.selection, ...verb.options], options);
}

/** What the commands printed, tenant by tenant. Of a failure its end stands in the progress, and its cause in the summary. */
const texts = (results: readonly TenantResult[], printed: ReadonlyMap<string, string>): string =>
  results
    .filter(({ outcome }) => outcome !== "failed")
    .map(({ tenant }) => printed.get(tenant)?.trim() ?? "")
    .filter((text) => text !== "")
    .map((text) => `${text}\n\n`)
    .join("");
