import type { ErpClient } from "#clients/erp/client.ts";
import { type CompanyOAuth, findCompany, readCompanyOAuth, writeCompanyOAuth } from "#clients/erp/company.ts";
import type { Visibility } from "#clients/erp/companyValues.ts";
import {
  type CompanyFields,
  DiscoveryError,
  discoverCompanyFields,
  knownFields,
} from "#clients/erp/discovery.ts";
import { isErpError } from "#clients/erp/errors.ts";
import { isInstalled, moduleState } from "#clients/erp/module.ts";
import { ERP_MODULE } from "#config/rules/defaults.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import type { ErpSession } from "../erpSession.ts";
import { PartialFailure, type Resource, type ResourceHandler, UNKNOWN, type Values } from "../plugin.ts";
import { objectDiff, sameValue, text } from "../values.ts";
import { hiddenPaths, isHidden, visibilityOf } from "./erpVisibility.ts";

const ROLES: readonly ErpRole[] = ["clientId", "tenant", "clientSecret", "redirectUri"];
const IDENTITY: readonly (keyof ErpCompanyOAuthInputs)[] = ["companyId", "system"];

export interface ErpCompanyOAuthInputs {
  /** Id of the company in the ERP. */
  companyId: number;
  /** Module that brings the tab. Default: auth_oauth2. */
  module?: string;
  /** Which of the two sets of the company tab "OAuth2". */
  system: MailSystem;
  clientId: string;
  /** Directory (tenant) id; the Google set may have no field for it. */
  tenant?: string;
  clientSecret: string;
  redirectUri: string;
  /** Technical field names that discovery cannot tell apart, by role. */
  fields?: Record<string, string>;
  /** Whether the values work already; nothing is written before. Default true. */
  ready?: boolean;
  /** Counts up to have values written that the ERP hides, and that may have been changed unseen. */
  forceWrite?: number;
}

export interface ErpCompanyOAuthOutputs {
  status: TabStatus;
  /** How the ERP shows each value, by role. Whether a hidden one was changed is unknown. */
  visibility: Record<string, Visibility>;
}

/**
 * What the company tab holds. `awaited`: nothing of ours, because the values may not be used yet. `written`: our values.
 * `taken-over`: our values, which were there already, so an earlier state was lost and nobody knows what the ERP held before.
 */
export type TabStatus = "awaited" | "written" | "taken-over";

/**
 * One set of values in the company tab "OAuth2". Remembers what it found there, and puts that back when destroyed.
 * Which fields they are is discovered in the ERP each time, never known in advance.
 */
export const erpCompanyOAuth = (session: ErpSession): ResourceHandler => ({
  secretOutputs: ["clientSecret", "found"],

  check: async ({ inputs }) => ({ inputs }),

  async diff({ old, inputs }) {
    const values = inputs.ready === false ? [] : [...ROLES, "fields", "forceWrite"];
    const diff = objectDiff(old.inputs, inputs, { identity: IDENTITY, values });
    const pinned = "fields" in diff.detailedDiff;
    const moved = pinned
      ? await moves(await session.client(), old, inputs)
      : inputs.ready !== false && diff.replaces.length === 0 && (await strayed(session, old, inputs));
    if (moved) {
      diff.changes = true;
      diff.replaces.push("fields");
      diff.detailedDiff.fields = { kind: "update-replace", inputDiff: pinned };
    }
    if (inputs.ready !== false && statusOf(old) === "awaited") {
      diff.changes = true;
      diff.detailedDiff.status = { kind: "update", inputDiff: false };
    }
    return diff;
  },

  async create({ inputs, preview }) {
    const id = `${Number(inputs.companyId)}/${systemOf(inputs)}`;
    const client = await session.client();
    if (preview) {
      // Before the first run the module may be missing, and with it the fields that are to be checked.
      if (await hasModule(client, inputs)) await discover(client, inputs);
      const status = inputs.ready === false ? "awaited" : UNKNOWN;
      const outputs: Values = { ...inputs, fieldNames: UNKNOWN, found: UNKNOWN, visibility: UNKNOWN, status };
      return { id: "", outputs };
    }
    return session.change(async () => {
      const fields = await discover(client, inputs);
      const fieldNames = namesOf(fields, inputs);
      const awaited = { found: {}, visibility: {}, status: "awaited" satisfies TabStatus };
      if (inputs.ready === false) return { id, outputs: { ...inputs, fieldNames, ...awaited } };
      return { id, outputs: await take(client, fields, { id, inputs, outputs: { ...inputs, fieldNames } }) };
    });
  },

  async update({ old, inputs, preview }) {
    const outputs: Values = { ...old.outputs, ...inputs };
    // What will be found in the tab decides the status, and with it what the mail servers do.
    if (preview) return { outputs: statusOf(old) === "awaited" ? { ...outputs, status: UNKNOWN } : outputs };
    return session.change(async (client) => {
      const fields = await discover(client, inputs);
      const resource = { id: old.id, inputs, outputs: { ...outputs, fieldNames: namesOf(fields, inputs) } };
      if (statusOf(old) === "awaited") return { outputs: await take(client, fields, resource) };
      const before = await readCompanyOAuth(client, Number(inputs.companyId), fields);
      return { outputs: await write(client, fields, resource, before, old) };
    });
  },

  async read({ old }) {
    const client = await session.client();
    if (!(await hasModule(client, old.inputs))) return undefined;
    const identity = await identityOf(client, old.id).catch(gone);
    if (!identity) return undefined;
    const { companyId, system } = identity;
    const inputs: Values = { ...old.inputs, companyId, system };
    const { fields, live } = await readWritten(client, companyId, old, inputs);
    if (!live) return undefined;
    if (statusOf(old) === "awaited") return old;
    // An import knows of no inputs yet: it takes over all that is there.
    const imported = Object.keys(old.inputs).length === 0;
    const visibility = visibilityOf(live, old.outputs, inputs);
    const values = liveValues(
      live,
      { ...inputs, visibility },
      ROLES.filter((role) => (imported ? live[`${system}.${role}`] : inputs[role] !== undefined)),
    );
    const known = imported ? { found: {}, status: "written", fieldNames: namesOf(fields, inputs) } : {};
    return {
      id: `${companyId}/${system}`,
      inputs: { ...inputs, ...values },
      outputs: { ...old.outputs, ...known, visibility, ...inputs, ...values },
    };
  },

  async delete({ old }) {
    if (statusOf(old) === "awaited") return;
    await session.change(async (client) => {
      if (!(await hasModule(client, old.inputs))) return;
      const before = (old.outputs.found ?? {}) as Values;
      const values = Object.fromEntries(Object.entries(before).map(([role, value]) => [role, text(value)]));
      const fields = await written(client, old);
      const { companyId, system } = await identityOf(client, old.id);
      const set = { [system]: values };
      await writeCompanyOAuth(client, companyId, fields, set, { clearSecrets: true }).catch(gone);
    });
  },
});

/** Remembers what is there, then writes. @returns the outputs */
async function take(client: ErpClient, fields: CompanyFields, resource: Resource): Promise<Values> {
  const { inputs } = resource;
  const before = await readCompanyOAuth(client, Number(inputs.companyId), fields);
  const system = systemOf(inputs);
  // Destroying the stack removes our registration in Entra, and values that name it with it. A Google client stays.
  const ours = system === "microsoft" && before[`${system}.clientId`]?.value === inputs.clientId;
  const known = ROLES.filter((role) => before[`${system}.${role}`]);
  const found = known.map((role) => [role, ours ? "" : (before[`${system}.${role}`]?.value ?? "")]);
  const status: TabStatus = ours ? "taken-over" : "written";
  const outputs: Values = { ...resource.outputs, found: Object.fromEntries(found), status };
  return await write(client, fields, { ...resource, outputs }, before);
}

/**
 * Writes the wanted values. What was found first stays in the state even when the write ends half-way.
 *
 * @param old what was written last, if anything: a hidden value that is the same is spared, unless forceWrite counts on
 * @returns the outputs
 */
async function write(
  client: ErpClient,
  fields: CompanyFields,
  resource: Resource,
  before: CompanyOAuth,
  old?: Resource,
): Promise<Values> {
  const { inputs, outputs } = resource;
  const companyId = Number(inputs.companyId);
  const system = systemOf(inputs);
  const forced = !old || !sameValue(old.inputs.forceWrite, inputs.forceWrite);
  const spared = (role: ErpRole) =>
    !forced && isHidden(outputs, role) && sameValue(old.inputs[role], inputs[role]);
  const given = ROLES.filter((role) => typeof inputs[role] === "string" && !spared(role));
  const values = Object.fromEntries(given.map((role) => [role, text(inputs[role])]));
  try {
    const masked = hiddenPaths(outputs, system, ROLES);
    const { after } = await writeCompanyOAuth(client, companyId, fields, { [system]: values }, { masked });
    return { ...outputs, visibility: visibilityOf(after, outputs, inputs) };
  } catch (error) {
    const now = await readCompanyOAuth(client, companyId, fields).catch(() => undefined);
    if (JSON.stringify(now) === JSON.stringify(before)) throw error;
    // Nothing is known to be hidden then, so that the next run spares nothing.
    throw new PartialFailure({ ...resource, outputs: { ...outputs, visibility: {} } }, error);
  }
}

const discover = (client: ErpClient, inputs: Values): Promise<CompanyFields> => {
  const system = systemOf(inputs);
  const overrides = inputs.fields ? { overrides: { [system]: inputs.fields } } : {};
  return discoverCompanyFields(client, { module: moduleOf(inputs), providers: [system], ...overrides });
};

/** Technical names by role. */
const namesOf = (fields: CompanyFields, inputs: Values): Values =>
  Object.fromEntries(
    Object.entries(fields[systemOf(inputs)] ?? {}).map(([role, found]) => [role, found.field]),
  );

/** Where the last update wrote; undefined for an import, and in states of earlier versions. */
const recordedNames = ({ outputs }: Resource): Record<string, string> | undefined => {
  const names = Object.entries((outputs.fieldNames ?? {}) as Values).map(([role, name]) => [
    role,
    text(name),
  ]);
  return names.length > 0 ? Object.fromEntries(names) : undefined;
};

/** Whether other pins lead to other fields: then the old ones get back what they held. */
async function moves(client: ErpClient, old: Resource, inputs: Values): Promise<boolean> {
  return !sameValue(old.outputs.fieldNames, namesOf(await discover(client, inputs), inputs));
}

/**
 * Whether values were written to other fields than those that are found now. Who cannot be asked leaves them where they are.
 * @throws DiscoveryError where the ERP does not say clearly which fields they are
 */
async function strayed(session: ErpSession, old: Resource, inputs: Values): Promise<boolean> {
  const before = recordedNames(old);
  if (!before || statusOf(old) === "awaited") return false;
  try {
    const client = await session.client();
    if (!(await hasModule(client, inputs))) return false;
    const now = namesOf(await discover(client, inputs), inputs);
    // A field that the system can do without may come and go.
    return Object.entries(now).some(([role, name]) => before[role] !== undefined && before[role] !== name);
  } catch (error) {
    if (!isErpError(error) || error instanceof DiscoveryError) throw error;
    return false;
  }
}

/** The fields that were written, as long as they are there; else those that discovery finds. */
async function written(client: ErpClient, { inputs, outputs }: Resource): Promise<CompanyFields> {
  const names = recordedNames({ id: "", inputs, outputs });
  if (!names) return discover(client, inputs);
  const fields = { ...((inputs.fields ?? {}) as Values), ...names };
  return discover(client, { ...inputs, fields }).catch((error: unknown) => {
    if (error instanceof DiscoveryError) return discover(client, inputs);
    throw error;
  });
}

/** What the ERP holds where the last update wrote: which fields are right is a question for the next one, and for its pins. */
async function readWritten(
  client: ErpClient,
  companyId: number,
  old: Resource,
  inputs: Values,
): Promise<{ fields: CompanyFields; live: CompanyOAuth | undefined }> {
  const names = recordedNames(old);
  if (names) {
    const fields = knownFields({ [systemOf(inputs)]: names });
    try {
      return { fields, live: await readCompanyOAuth(client, companyId, fields).catch(gone) };
    } catch (error) {
      if (!isErpError(error, "no-such-field")) throw error;
    }
  }
  const fields = await discover(client, inputs);
  return { fields, live: await readCompanyOAuth(client, companyId, fields).catch(gone) };
}

const systemOf = (inputs: Values): MailSystem => text(inputs.system) as MailSystem;
const statusOf = ({ outputs }: Resource): TabStatus => text(outputs.status) as TabStatus;

/** An import knows of no inputs, and states of earlier versions of no module. */
const moduleOf = (inputs: Values): string => text(inputs.module) || ERP_MODULE;

const hasModule = async (client: ErpClient, inputs: Values): Promise<boolean> =>
  isInstalled(await moduleState(client, moduleOf(inputs)));

/** What the ERP holds now; a value that it hides is taken for what was written last. */
function liveValues(live: CompanyOAuth, known: Values, wanted: readonly ErpRole[]): Values {
  return Object.fromEntries(
    wanted.map((role) => {
      const value = isHidden(known, role) ? undefined : live[`${systemOf(known)}.${role}`]?.value;
      return [role, value ?? known[role] ?? ""];
    }),
  );
}

/** An id is "3/microsoft"; an import may name the company instead, as in "Acme SA/microsoft". */
async function identityOf(client: ErpClient, id: string): Promise<{ companyId: number; system: MailSystem }> {
  const [, company = "", system] = /^(.+)\/(microsoft|google)$/.exec(id) ?? [];
  if (!system) {
    throw new Error(
      `"${id}" is not the id of a company's OAuth2 values. Allowed: <name or id of the company in the ERP>/microsoft or …/google.`,
    );
  }
  const companyId = Number(company) || (await findCompany(client, company)).id;
  return { companyId, system: system as MailSystem };
}

const gone = (error: unknown): undefined => {
  if (isErpError(error, "missing-record")) return undefined;
  throw error;
};
