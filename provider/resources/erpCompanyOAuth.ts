import type { ErpClient } from "../../clients/erp/client.ts";
import {
  type CompanyOAuth,
  findCompany,
  readCompanyOAuth,
  writeCompanyOAuth,
} from "../../clients/erp/company.ts";
import { type CompanyFields, DEFAULT_MODULE, discoverCompanyFields } from "../../clients/erp/discovery.ts";
import { isErpError } from "../../clients/erp/errors.ts";
import type { Provider, Role } from "../../clients/erp/labels.ts";
import { moduleState } from "../../clients/erp/module.ts";
import { advised, COMPANY } from "../erpAdvice.ts";
import type { ErpSession } from "../erpSession.ts";
import {
  isUnknown,
  PartialFailure,
  type Resource,
  type ResourceHandler,
  UNKNOWN,
  type Values,
} from "../plugin.ts";
import { objectDiff, text } from "../values.ts";

const ROLES: readonly Role[] = ["clientId", "tenant", "clientSecret", "redirectUri"];
const IDENTITY = ["company", "system"];

/**
 * One set of values in the company tab "OAuth2". Remembers what it found there, and puts that back when destroyed.
 * Which fields they are is discovered in the ERP each time, never known in advance.
 */
export const erpCompanyOAuth = (session: ErpSession): ResourceHandler => ({
  secretOutputs: ["clientSecret", "found"],

  check: async ({ inputs }) => ({ inputs }),

  diff: async ({ old, inputs }) => objectDiff(old.inputs, inputs, { identity: IDENTITY, values: ROLES }),

  async create({ inputs, preview }) {
    if (isUnknown(inputs.company) || isUnknown(inputs.system))
      return { id: "", outputs: { ...inputs, companyId: UNKNOWN, found: UNKNOWN } };
    const client = await session.client();
    const company = await advised(findCompany(client, inputs.company as string | number), COMPANY);
    if (preview) {
      // Before the first run the module may be missing, and with it the fields that are to be checked.
      if (await hasModule(client)) await discover(client, inputs);
      return { id: "", outputs: { ...inputs, companyId: company.id, found: UNKNOWN } };
    }
    const id = `${company.id}/${text(inputs.system)}`;
    return session.change(async () => {
      const fields = await discover(client, inputs);
      const before = await readCompanyOAuth(client, company.id, fields);
      const outputs: Values = { ...inputs, companyId: company.id, found: whatWasThere(before, inputs) };
      await write(client, fields, before, { id, inputs, outputs });
      return { id, outputs };
    });
  },

  async update({ old, inputs, preview }) {
    const outputs: Values = { ...old.outputs, ...inputs };
    if (!preview) {
      await session.change(async (client) => {
        const fields = await discover(client, inputs);
        const before = await readCompanyOAuth(client, Number(old.outputs.companyId), fields);
        await write(client, fields, before, { id: old.id, inputs, outputs });
      });
    }
    return { outputs };
  },

  async read({ old }) {
    const client = await session.client();
    if (!(await hasModule(client))) return undefined;
    const { companyId, system } = identityOf(old.id);
    const inputs: Values = { company: companyId, ...old.inputs, system };
    const live = await readCompanyOAuth(client, companyId, await discover(client, inputs)).catch(gone);
    if (!live) return undefined;
    // An import knows of no inputs yet: it takes over all that is there.
    const imported = Object.keys(old.inputs).length === 0;
    const values = liveValues(
      live,
      inputs,
      ROLES.filter((role) => (imported ? live[`${system}.${role}`] : inputs[role] !== undefined)),
    );
    const found = old.outputs.found ?? {};
    return {
      id: old.id,
      inputs: { ...inputs, ...values },
      outputs: { ...old.outputs, ...inputs, ...values, companyId, found },
    };
  },

  async delete({ old }) {
    await session.change(async (client) => {
      if (!(await hasModule(client))) return;
      const before = (old.outputs.found ?? {}) as Values;
      const values = Object.fromEntries(Object.entries(before).map(([role, value]) => [role, text(value)]));
      const fields = await discover(client, old.inputs);
      await writeCompanyOAuth(
        client,
        Number(old.outputs.companyId),
        fields,
        { [systemOf(old.inputs)]: values },
        { clearSecrets: true },
      ).catch(gone);
    });
  },
});

/** Writes the wanted values. What was found there stays in the state even when the write ends half-way. */
async function write(
  client: ErpClient,
  fields: CompanyFields,
  before: CompanyOAuth,
  resource: Resource,
): Promise<void> {
  const { inputs, outputs } = resource;
  const companyId = Number(outputs.companyId);
  const given = ROLES.filter((role) => typeof inputs[role] === "string");
  const values = Object.fromEntries(given.map((role) => [role, text(inputs[role])]));
  try {
    await writeCompanyOAuth(client, companyId, fields, { [systemOf(inputs)]: values });
  } catch (error) {
    const now = await readCompanyOAuth(client, companyId, fields).catch(() => undefined);
    if (JSON.stringify(now) === JSON.stringify(before)) throw error;
    throw new PartialFailure(resource, error);
  }
}

const discover = (client: ErpClient, inputs: Values): Promise<CompanyFields> => {
  const system = systemOf(inputs);
  const overrides =
    inputs.fields && !isUnknown(inputs.fields) ? { overrides: { [system]: inputs.fields } } : {};
  return discoverCompanyFields(client, { providers: [system], ...overrides });
};

const systemOf = (inputs: Values): Provider => text(inputs.system) as Provider;

const hasModule = async (client: ErpClient): Promise<boolean> =>
  ["installed", "to upgrade"].includes(await moduleState(client, DEFAULT_MODULE));

/** What a destroy has to put back. Our own values there mean that a state was lost: then nothing is known, and nothing is left. */
function whatWasThere(live: CompanyOAuth, inputs: Values): Values {
  const system = systemOf(inputs);
  const ours = live[`${system}.clientId`]?.value === inputs.clientId;
  const known = ROLES.filter((role) => live[`${system}.${role}`]);
  return Object.fromEntries(
    known.map((role) => [role, ours ? "" : (live[`${system}.${role}`]?.value ?? "")]),
  );
}

/** What the ERP holds now; a value that it hides is taken for what was written last. */
function liveValues(live: CompanyOAuth, inputs: Values, wanted: readonly Role[]): Values {
  return Object.fromEntries(
    wanted.map((role) => [role, live[`${systemOf(inputs)}.${role}`]?.value ?? inputs[role] ?? ""]),
  );
}

/** An id is "3/microsoft". */
function identityOf(id: string): { companyId: number; system: Provider } {
  const [companyId, system] = id.split("/");
  if (!Number(companyId) || (system !== "microsoft" && system !== "google")) {
    throw new Error(
      `"${id}" is not the id of a company's OAuth2 values. Allowed: <company id in the ERP>/microsoft or <company id in the ERP>/google.`,
    );
  }
  return { companyId: Number(companyId), system };
}

const gone = (error: unknown): undefined => {
  if (isErpError(error, "missing-record")) return undefined;
  throw error;
};
