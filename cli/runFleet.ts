import type { Tenant } from "../fleet/inventory/inventory.ts";
import { backendNotes } from "../fleet/inventory/strays.ts";
import { Journal } from "../fleet/pool/journal.ts";
import { createProgress } from "../fleet/pool/progress.ts";
import { runTenants } from "../fleet/pool/runTenants.ts";
import { shellWords } from "../fleet/pool/shellWords.ts";
import type { TenantCommand, TenantEnd } from "../fleet/pool/tenantRun.ts";
import type { FleetRun, TenantResult } from "../fleet/results/result.ts";
import type { FleetVerb } from "./fleet.ts";
import { chooseTenants } from "./fleetChoice.ts";
import { type FleetOptions, paceAsTyped } from "./fleetOptions.ts";
import { tellRun } from "./fleetResults.ts";

/** Runs a command for many tenants, each in a process of its own, and tells what became of each. */
export async function runFleet(
  names: readonly string[],
  verb: FleetVerb,
  options: FleetOptions,
): Promise<void> {
  const started = new Date();
  const choice = await chooseTenants(names, options);
  if (!choice) return;
  const { project, inventory, tenants, selection, notes } = choice;
  // The backend is asked while the tenants run.
  const strays = options.all ? backendNotes(inventory, project) : [];

  const { waves = [], jobs } = options;
  const name = verb.path.join(" ");
  const journal = new Journal(project, {
    command: [name, ...verb.options],
    selection: [...selection, process.env.PULUMI_BACKEND_URL ?? ""],
  });
  const done = options.resume ? journal.read(tenants) : new Map<string, TenantResult>();
  const progress = createProgress(name, tenants.length, [...done.values()]);
  if (done.size > 0) progress.note(`${done.size} of ${tenants.length} are done already: ${journal.file}`);
  const writeDown = tolerant(progress.note);
  if (!options.resume) writeDown(() => journal.begin());

  const printed = new Map<string, string>();
  const ended = (tenant: Tenant, { result, stdout }: TenantEnd): void => {
    writeDown(() => journal.add(tenant, result));
    printed.set(tenant.name, stdout);
  };
  const command: TenantCommand = {
    verb: verb.path,
    options: verb.options,
    read: verb.read ?? (options.json && verb.hasJson ? (details) => ({ details }) : undefined),
  };
  const results = await runTenants({ project, tenants, command, jobs, waves, done, progress, ended });

  const run: FleetRun = {
    command: name,
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    results,
    notes: [...new Set([...notes, ...(await strays)])],
  };
  const text = command.read || verb.quiet ? "" : texts(results, printed);
  tellRun(run, choice, options, text);
  if (results.some(isLeft))
    process.stderr.write(
      `\nTo go on: ${shellWords(["modern-auth", ...verb.path, ...selection, ...verb.options, ...paceAsTyped(options), "--resume"])}\n`,
    );
  else journal.end();
}

/** Whether the command has still to do something for it. */
const isLeft = ({ outcome }: TenantResult): boolean => outcome === "failed" || outcome === "not-run";

/** Lets the run go on when its progress cannot be written down, such as on a full disk; told once. */
function tolerant(warn: (text: string) => void): (write: () => void) => void {
  let warned = false;
  return (write) => {
    try {
      write();
    } catch (error) {
      if (!warned)
        warn(
          `What is done cannot be written down, so --resume will do it again: ${(error as Error).message}`,
        );
      warned = true;
    }
  };
}

/** What the commands printed, tenant by tenant. Of a failure its end stands in the progress, and its cause in the summary. */
const texts = (results: readonly TenantResult[], printed: ReadonlyMap<string, string>): string =>
  results
    .filter(({ outcome }) => outcome !== "failed")
    .map(({ tenant }) => printed.get(tenant)?.trim() ?? "")
    .filter((text) => text !== "")
    .map((text) => `${text}\n\n`)
    .join("");
