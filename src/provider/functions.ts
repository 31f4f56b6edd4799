import { advised, COMPANY, serverPlace } from "#clients/erp/advice.ts";
import { findCompany } from "#clients/erp/company.ts";
import { findServer } from "#clients/erp/servers.ts";
import { ask, defaultPatience } from "#clients/google/ask.ts";
import { accessToken } from "#clients/google/auth.ts";
import { type FoundObjects, findObjects, type Get, type ObjectsQuery } from "#clients/google/findObjects.ts";
import { type FoundRegistrations, findRegistration, type Wanted } from "#clients/graph/findRegistration.ts";
import { readTenantFacts } from "#clients/graph/preflight.ts";
import { judgePreflight, type PreflightPlan, type PreflightProblem } from "#clients/graph/preflightJudge.ts";
import { limitedFetch } from "#clients/transport.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import type { ServerKind } from "#config/rules/mailSystems.ts";
import type { EntraSession } from "./entraSession.ts";
import type { ErpSession } from "./erpSession.ts";

/** What the program may ask before it declares anything. Whatever is thrown stops the run and is shown as it is. */
export interface Functions {
  /**
   * What of this stack's app registration already exists in the tenant, whatever the state knows of it.
   *
   * @throws Error when the deployer cannot sign in or lacks a right, or when several registrations carry the tag,
   * or the one to adopt cannot be
   */
  findEntraRegistration(args: { tenantId: string } & Wanted): Promise<FoundRegistrations>;
  /**
   * What would stop a first change in the tenant, or should be known before it, as far as the deployer may see.
   *
   * @throws Error when the deployer cannot sign in
   */
  preflightEntra(args: PreflightArgs): Promise<{ problems: PreflightProblem[] }>;
  /**
   * The ERP's objects behind the names or ids of the configuration. An id stays the same whatever somebody calls the object, so that
   * a name instead of an id, or the other way round, is no change.
   *
   * @throws Error when the ERP cannot be reached, refuses the login, or has not exactly one object of a name
   */
  findErpObjects(args: ErpNames): Promise<ErpObjects>;
  /**
   * What an earlier run of this stack made at Google. What Google does not show counts as not there: the gcp plugin says then what is
   * wrong.
   */
  findGoogleObjects(query: ObjectsQuery): Promise<FoundObjects>;
}

export interface PreflightArgs {
  tenantId: string;
  plan: Omit<PreflightPlan, "created">;
  /** Of a registration that somebody made by hand and this stack takes over: policies may spare what is older than they are. */
  applicationId?: string | undefined;
  createdDateTime?: string | undefined;
}

export interface ErpNames {
  company: string | number;
  incoming: (string | number)[];
  outgoing: (string | number)[];
}

export interface FoundServer {
  id: number;
  name: string;
  /** DNS name of the mail server; empty when none is set. */
  host: string;
}

export interface ErpObjects {
  companyId: number;
  /** In the order in which they were asked for. */
  incoming: FoundServer[];
  outgoing: FoundServer[];
}

export const functions = (entra: EntraSession, erp: ErpSession): Functions => ({
  async findEntraRegistration({ tenantId, ...wanted }) {
    return await findRegistration(await entra.graph(tenantId), wanted);
  },

  async preflightEntra({ tenantId, plan, applicationId, createdDateTime }) {
    // Where there is no application yet it is made today; the program itself never reads the clock.
    const created = (createdDateTime ?? new Date().toISOString()).slice(0, 10) as CalendarDate;
    const facts = await readTenantFacts(await entra.connection(tenantId), plan.consent, applicationId);
    return { problems: judgePreflight(facts, { ...plan, created }) };
  },

  async findErpObjects({ company, incoming, outgoing }) {
    const client = await erp.client();
    const { id: companyId } = await advised(findCompany(client, company), COMPANY);
    const servers = async (kind: ServerKind, wanted: ErpNames[ServerKind]): Promise<FoundServer[]> => {
      const found: FoundServer[] = [];
      for (const [index, server] of wanted.entries()) {
        const { id, name, host } = await advised(findServer(client, kind, server), serverPlace(kind, index));
        found.push({ id, name, host });
      }
      return found;
    };
    return {
      companyId,
      incoming: await servers("incoming", incoming),
      outgoing: await servers("outgoing", outgoing),
    };
  },

  async findGoogleObjects(query) {
    const nothing = !query.createsProject && query.secretId === undefined && query.identityId === undefined;
    if (nothing) return { versions: [] };
    const token = await accessToken(process.env).catch(() => undefined);
    // Without an identity the gcp plugin says so, and better.
    return token ? await findObjects(query, getWith(token)) : { versions: [] };
  },
});

/** What Google does not show, for whatever reason, is not there: the plugin that needs it says why. */
const getWith =
  (token: string): Get =>
  async (url) => {
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const outcome = await ask(url, { headers }, limitedFetch, defaultPatience);
    if (!("answer" in outcome) || outcome.answer.status !== 200) return undefined;
    return JSON.parse(outcome.answer.body);
  };
