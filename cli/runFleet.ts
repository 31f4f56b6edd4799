import { writeFileSync } from "node:fs";
import { changedSince } from "../fleet/changed.ts";
import { readInventory, type Tenant } from "../fleet/inventory.ts";
import { Journal } from "../fleet/journal.ts";
import { createProgress } from "../fleet/progress.ts";
import { findProject } from "../fleet/project.ts";
import { type FleetRun, fleetExitCode, type TenantResult } from "../fleet/result.ts";
import { runTenants } from "../fleet/runTenants.ts";
import { select } from "../fleet/selection.ts";
import { backendNotes, strayNotes } from "../fleet/strays.ts";
import { summary } from "../fleet/summary.ts";
import type { TenantCommand, TenantEnd } from "../fleet/tenantRun.ts";
import type { FleetVerb } from "./fleet.ts";
import { type FleetOptions, selectionAsTyped } from "./fleetOptions.ts";

/** Runs a command for many tenants, each in a process of its own, and tells what became of each. */
export async function runFleet(
  names: readonly string[],
  verb: FleetVerb,
  options: FleetOptions,
): Promise<void> {
  const started = new Date();
  const project = findProject();
  const inventory = readInventory(project);
  const { changedSince: revision, waves = [], jobs } = options;
  const changed = revision === undefined ? undefined : await changedSince(project, revision);
  const tenants = chosen(inventory, names, options, changed);
  if (!tenants) return;
  // The backend is asked while the tenants run.
  const strays = options.all ? backendNotes(inventory) : [];

  const name = verb.path.join(" ");
  const selection = selectionAsTyped(names, options);
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
    read: verb.read ?? (options.json ? (details) => ({ details }) : undefined),
  };
  const results = await runTenants({ project, tenants, command, jobs, waves, done, progress, ended });

  const run: FleetRun = {
    command: name,
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    results,
    notes: [...new Set([...strayNotes(changed ?? [], inventory), ...(await strays)])],
  };
  const json = `${JSON.stringify(run, undefined, 2)}\n`;
  const out = options.json ? process.stderr : process.stdout;
  if (!command.read && !verb.quiet) out.write(texts(results, printed));
  out.write(summary(run, out));
  if (results.some(isLeft))
    out.write(`\nTo go on: ${["modern-auth", name, ...selection, ...verb.options, "--resume"].join(" ")}\n`);
  else journal.end();
  if (options.json) process.stdout.write(json);
  process.exitCode = fleetExitCode(results);
  if (options.results) writeFileSync(options.results, json);
}

/** Whether the command has still to do something for it. */
const isLeft = ({ outcome }: TenantResult): boolean => outcome === "failed" || outcome === "not-run";

const WRONG_USAGE = 2;

/** The tenants that are named; undefined, after saying why, when they cannot be. */
function chosen(
  inventory: readonly Tenant[],
  names: readonly string[],
  { all = false, tag: tags = [], shard }: FleetOptions,
  changed: readonly string[] | undefined,
): Tenant[] | undefined {
  const selection = { names, all, tags, ...(changed ? { changed } : {}), ...(shard ? { shard } : {}) };
  try {
    return select(inventory, selection);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    process.exitCode = WRONG_USAGE;
    return undefined;
  }
}

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
