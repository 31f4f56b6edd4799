import { clockProblem } from "#clients/serverClock.ts";
import { dayOf } from "#config/rules/dates.ts";
import { acceptedNotes, combinedResults, forTheEngine, underWrongClock } from "#fleet/drift/drift.ts";
import type { EngineTier } from "#fleet/drift/driftDefaults.ts";
import { verifyFleet } from "#fleet/drift/verifyFleet.ts";
import { createProgress } from "#fleet/pool/progress.ts";
import { runResumably } from "#fleet/pool/runResumably.ts";
import type { FleetRun, TenantResult } from "#fleet/results/result.ts";
import { backendStacks, backendUrl, tenantOf } from "#stack/inventory/backend.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { strayNotes } from "#stack/inventory/strays.ts";
import type { System } from "#verify/finding.ts";
import { campaignOf, chooseTenants, type TenantChoice } from "../many/choice.ts";
import type { FleetOptions } from "../many/options.ts";
import { tellHowToGoOn, tellRun } from "../many/results.ts";
import { ResultsFile } from "../many/resultsFile.ts";
import { PROGRAM } from "../many/runFleet.ts";

/** How closely many tenants are looked at. */
export interface DriftOptions extends FleetOptions {
  engine: EngineTier;
  everyDays: number;
  inFlight: number;
  warnDays: number;
  strict?: true;
  allowInconclusive?: readonly System[];
}

/**
 * Proves many tenants live in this process, lets the engine look at those that deviate and at some others, and tells of each. Only the
 * engine's part is resumed: the other takes seconds.
 *
 * @param command its name and its options, as they were typed
 * @throws Error when the state backend does not answer
 */
export async function runDrift(
  names: readonly string[],
  options: DriftOptions,
  command: readonly [name: string, ...options: string[]],
): Promise<undefined> {
  const choice = await chooseTenants(names, options);
  const run = await driftOf(choice, options, command);
  tellRun(run, choice, options);
  const [name, ...typed] = command;
  if (run.results.some(({ outcome }) => outcome === "not-run"))
    tellHowToGoOn([name, ...choice.selection, ...typed], options);
}

async function driftOf(
  choice: TenantChoice,
  options: DriftOptions,
  [command, ...typed]: readonly [string, ...string[]],
): Promise<FleetRun> {
  const started = new Date();
  const { project, tenants, inventory } = choice;
  const backend = await backendUrl();
  const { stacks, notes } = await stacksOf(tenants, backend);
  const progress = createProgress(command, tenants.length, []);
  const file = new ResultsFile(options.results, command, started, tenants);
  const {
    results: verified,
    notes: shared,
    pace,
  } = await verifyFleet(project, tenants, {
    warnDays: options.warnDays,
    now: started,
    strict: options.strict === true,
    allowInconclusive: options.allowInconclusive ?? [],
    inFlight: options.inFlight,
    backend,
    stacks,
    onBegin: progress.began,
    onResult: (result) => {
      file.add(result);
      progress.ended(result, "");
    },
  }).finally(progress.close);
  const chosen = new Set(forTheEngine(verified, options.engine, options.everyDays, dayOf(started)));
  const previewed = await preview(
    choice,
    tenants.filter(({ name }) => chosen.has(name)),
    options,
    typed,
    (preview) => {
      const [both] = combinedResults(verified, [preview]).filter(({ tenant }) => tenant === preview.tenant);
      if (both) file.add(both);
    },
  ).finally(() => file.close());
  const results = combinedResults(verified, previewed);
  const wrong = clockProblem(pace.seen.clockAhead);
  return {
    command,
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    ...(options.shard ? { shard: options.shard } : {}),
    results: wrong ? underWrongClock(results, wrong) : results,
    notes: [
      ...choice.notes,
      ...notes,
      ...shared,
      ...acceptedNotes(results),
      ...(options.all ? strayNotes([...stacks], inventory, project) : []),
      ...(pace.seen.throttled > 0
        ? [`Microsoft or Google asked for a pause ${pace.seen.throttled} times; all tenants waited.`]
        : []),
    ],
  };
}

/** The backend's stacks. One damaged state makes the CLI list none; then every tenant is taken to have one, and tells itself. */
async function stacksOf(
  tenants: readonly Tenant[],
  backend: string,
): Promise<{ stacks: Set<string>; notes: string[] }> {
  try {
    return { stacks: new Set((await backendStacks(backend)).map(tenantOf)), notes: [] };
  } catch (error) {
    const [why] = (error as Error).message.split("\n");
    return {
      stacks: new Set(tenants.map(({ name }) => name)),
      notes: [`The state backend's stacks could not be listed: ${why}`],
    };
  }
}

async function preview(
  choice: TenantChoice,
  tenants: readonly Tenant[],
  { jobs, resume }: DriftOptions,
  typed: readonly string[],
  known: (result: TenantResult) => void,
): Promise<TenantResult[]> {
  if (tenants.length === 0) return [];
  return await runResumably({
    project: choice.project,
    tenants,
    command: { program: PROGRAM, verb: ["preview"], options: [] },
    jobs,
    waves: [],
    campaign: campaignOf(["drift preview", ...typed], choice),
    resume,
    known,
    ended: () => {},
  });
}
