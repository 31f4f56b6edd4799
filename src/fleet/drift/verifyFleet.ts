import { relative } from "node:path";
import pLimit from "p-limit";
import { limitedFetch } from "#clients/transport.ts";
import { type Cause, causeNext, type Whose, wordedCause } from "#config/cause.ts";
import type { Project } from "#config/project.ts";
import { dataWithStack, type NextStep } from "#config/rules/nextStep.ts";
import type { TenantConfig } from "#config/schema.ts";
import { fileDamage } from "#stack/fileDamage.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { clashNotes } from "#stack/newTenants/admission.ts";
import { type Identity, identityOf, type SeenCompanies } from "#stack/newTenants/clashes.ts";
import { isPulumiError } from "#stack/pulumi.ts";
import { stackOf } from "#stack/stack.ts";
import { recordedErp } from "#stack/state.ts";
import { withUsableCopy } from "#stack/stateCopies.ts";
import type { VerifyTime } from "#verify/expected.ts";
import { acceptBlind, type System } from "#verify/finding.ts";
import { signInToGoogle } from "#verify/google/verify.ts";
import { oneEachCause } from "#verify/oneCause.ts";
import { type Reach, verifyTenant } from "#verify/tenant.ts";
import { failureOf } from "../failure.ts";
import type { LimitedApi } from "../pool/limits.ts";
import { exitCodeOf, type Outcome, outcomeOfFindings, type TenantResult } from "../results/result.ts";
import { Pace } from "./pace.ts";
import { type Entries, readConfigs } from "./readConfigs.ts";
import { type ReadState, stateReader } from "./readStates.ts";
import { recordOf } from "./recorded.ts";
import { rememberedRedirect, rememberRedirect } from "./redirectMemory.ts";

export interface VerifyFleetOptions extends Omit<VerifyTime, "redirectSeen"> {
  /** Whether a warning counts as drift. */
  strict: boolean;
  /** Systems that may be inconclusive. */
  allowInconclusive: readonly System[];
  /** Calls in flight at most, to all systems together. */
  inFlight: number;
  /** Address of the state backend. */
  backend: string;
  /** The names of the stacks that the backend has. */
  stacks: ReadonlySet<string>;
  /** Told of each tenant as its turn comes. */
  onBegin: (tenant: string) => void;
  /** Told of each tenant as it ends. */
  onResult: (result: TenantResult) => void;
}

/** Calls that one tenant makes to each API when nothing has changed: sign-in, batch and proof; five questions to four APIs of Google. */
const CALLS = { graph: 3, google: 6, erp: 6 };
/** Of these some three are in flight at a time. */
const CALLS_AT_A_TIME = 3;

/**
 * Proves many tenants live, in this process, without the engine. Changes nothing. One tenant's failure touches no other.
 *
 * @returns the results by the tenants' order, what they have in common and may not, and what was seen of services and clocks
 */
export async function verifyFleet(
  project: Project,
  tenants: readonly Tenant[],
  options: VerifyFleetOptions,
): Promise<{ results: TenantResult[]; notes: string[]; pace: Pace }> {
  const pace = new Pace(options.inFlight);
  const [configs, readState] = await Promise.all([
    readConfigs(
      project,
      tenants.filter(({ name }) => options.stacks.has(name)),
    ),
    stateReader(project, options.backend),
  ]);
  const call = pace.paced(limitedFetch);
  let signedIn: ReturnType<typeof signInToGoogle> | undefined;
  const google = () => (signedIn ??= signInToGoogle(process.env, call));
  const limit = pLimit(Math.max(1, Math.floor(options.inFlight / CALLS_AT_A_TIME)));
  const known: KnownTenant[] = [];
  const look = { ...options, known, project, configs, readState, pace, fetch: call, google };
  const results = await Promise.all(
    tenants.map((tenant) =>
      limit(async () => {
        options.onBegin(tenant.name);
        const started = performance.now();
        const found = dataWithStack(await lookAt(tenant, look), tenant.name);
        const seconds = (performance.now() - started) / 1000;
        const result = { tenant: tenant.name, tags: tenant.tags, seconds, ...found };
        options.onResult(result);
        return result;
      }),
    ),
  );
  return {
    results,
    notes: clashNotes(
      known.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      companiesOf(known),
    ),
    pace,
  };
}

/** A tenant as its configuration describes it, and the id of its company that the ERP gave to the last update. */
interface KnownTenant extends Identity {
  companyId: number | undefined;
}

/** Which names the ERPs' companies have, as far as tenants with a name know the id. */
const companiesOf =
  (tenants: readonly KnownTenant[]): SeenCompanies =>
  ({ database }) =>
    tenants.flatMap(({ company, companyId, ...one }) =>
      one.database === database && typeof company === "string" && companyId !== undefined
        ? [{ id: companyId, name: company }]
        : [],
    );

interface Look extends VerifyFleetOptions, Reach {
  project: Project;
  known: KnownTenant[];
  configs: ReadonlyMap<string, Entries | Error>;
  readState: ReadState;
  pace: Pace;
}

type Found = Omit<TenantResult, "tenant" | "tags" | "seconds">;

async function lookAt(tenant: Tenant, look: Look): Promise<Found> {
  const { name, file } = tenant;
  const whose = { tenant: name, file: relative(process.cwd(), file) };
  const damage = fileDamage(tenant);
  const notProvisioned = damage
    ? notWell("failed", damage, whose)
    : notWell("not-provisioned", { kind: "not-provisioned" }, whose);
  if (!look.stacks.has(name)) return notProvisioned;
  try {
    const entries = look.configs.get(name);
    if (!entries || entries instanceof Error) throw entries;
    const stack = stackOf(look.project.name, name, entries, await look.readState(name));
    const companyId = recordedErp(stack.exported).company?.id;
    look.known.push({ ...identityOf(name, stack.config), companyId });
    await look.pace.admit(callsOf(stack.config));
    const time = { ...look, redirectSeen: rememberedRedirect(look.project, name) };
    const verified = await verifyTenant(name, stack, time, look);
    if (!verified.provisioned) return notProvisioned;
    rememberRedirect(look.project, name, verified.redirectSeen);
    const findings = acceptBlind(verified.findings, look.allowInconclusive);
    const outcome = outcomeOfFindings(findings, look.strict);
    return {
      outcome,
      exitCode: exitCodeOf(outcome),
      next: [],
      findings: oneEachCause(findings.filter(({ verdict }) => verdict !== "ok")),
      checks: findings.length,
      ...recordOf(stack.exported),
    };
  } catch (error) {
    return isPulumiError(error, "no-such-stack")
      ? notProvisioned
      : notWell("failed", withUsableCopy(failureOf(error), look.project.name, name, look.backend), whose);
  }
}

function notWell(outcome: Outcome, cause: Cause, whose: Whose): Found {
  const again: NextStep = { kind: "modern-auth", words: ["verify", whose.tenant] };
  return {
    outcome,
    exitCode: exitCodeOf(outcome),
    cause: wordedCause(cause, whose),
    next: [causeNext(cause, whose, again)],
  };
}

function callsOf(config: TenantConfig): Map<LimitedApi, number> {
  const url = config["modernauth:erpUrl"];
  return new Map<LimitedApi, number>([
    ...(config.microsoft ? ([["graph", CALLS.graph]] as const) : []),
    ...(config.google ? ([["google", CALLS.google]] as const) : []),
    ...(url ? ([[`erp ${new URL(url).host}`, CALLS.erp]] as const) : []),
  ]);
}
