import type { ErpClient } from "#clients/erp/client.ts";
import { discoverUseOAuth2, type FoundField } from "#clients/erp/discovery.ts";
import { isErpError } from "#clients/erp/errors.ts";
import { isInstalled, moduleState } from "#clients/erp/module.ts";
import {
  type ErpServer,
  findServer,
  readServerOAuth2,
  type Switched,
  setServerOAuth2,
} from "#clients/erp/servers.ts";
import { ERP_MODULE } from "#config/rules/defaults.ts";
import type { ServerKind } from "#config/rules/mailSystems.ts";
import type { ErpSession } from "../erpSession.ts";
import { PartialFailure, type Resource, type ResourceHandler, UNKNOWN, type Values } from "../plugin.ts";
import { objectDiff, text } from "../values.ts";
import type { TabStatus } from "./erpCompanyOAuth.ts";

const IDENTITY: readonly (keyof ErpMailServerInputs)[] = ["direction", "serverId"];

export interface ErpMailServerInputs {
  direction: ServerKind;
  /** Module that brings the switch. Default: auth_oauth2. */
  module?: string;
  /** Id of the server in the ERP. */
  serverId: number;
  useOAuth2: boolean;
  /** What the company tab holds of what this server needs: nothing is switched before the values are there. */
  tab: TabStatus;
  /** Technical name of the switch, where discovery cannot tell it apart. */
  field?: string;
}

export interface ErpMailServerOutputs {
  /** `reset`: the ERP let the switch be changed on an unconfirmed server only, which fetches no mail until somebody signs in. */
  confirmation: "kept" | "reset";
}

/** The switch "use OAuth2" of one mail server. Destroying it puts the switch back as it was found. */
export const erpMailServer = (session: ErpSession): ResourceHandler => ({
  check: async ({ inputs }) => ({ inputs }),

  async diff({ old, inputs }) {
    const values = inputs.tab === "awaited" ? [] : ["useOAuth2", "field"];
    const diff = objectDiff(old.inputs, inputs, { identity: IDENTITY, values });
    if ("field" in diff.detailedDiff) {
      const { field } = await discoverUse(await session.client(), serverOf(old.id).kind, inputs);
      // Another pin is another switch: the old one is put back.
      if (field !== old.outputs.fieldName) {
        diff.replaces.push("field");
        diff.detailedDiff.field = { kind: "update-replace", inputDiff: true };
      }
    }
    if (inputs.tab !== "awaited" && old.outputs.switched !== true) {
      diff.changes = true;
      diff.detailedDiff.switched = { kind: "update", inputDiff: false };
    }
    return diff;
  },

  async create({ inputs, preview }) {
    if (preview) {
      const unknown = { fieldName: UNKNOWN, switched: UNKNOWN, confirmation: UNKNOWN };
      return { id: "", outputs: { ...inputs, ...unknown } as Values };
    }
    const id = `${text(inputs.direction)}/${Number(inputs.serverId)}`;
    return session.change(async (client) => {
      const use = await discoverUse(client, serverOf(id).kind, inputs);
      const outputs: Values = { ...inputs, fieldName: use.field, switched: false, confirmation: "kept" };
      if (inputs.tab === "awaited") return { id, outputs };
      return { id, outputs: await take(client, use, { id, inputs, outputs }) };
    });
  },

  async update({ old, inputs, preview }) {
    const outputs: Values = { ...old.outputs, ...inputs };
    if (preview) return { outputs };
    const server = serverOf(old.id);
    return session.change(async (client) => {
      const use = await discoverUse(client, server.kind, inputs);
      const resource = { id: old.id, inputs, outputs: { ...outputs, fieldName: use.field } };
      if (old.outputs.switched !== true) return { outputs: await take(client, use, resource) };
      const result = await setServerOAuth2(client, server, use, inputs.useOAuth2 === true);
      return { outputs: { ...resource.outputs, confirmation: confirmationAfter(result) } };
    });
  },

  async read({ old }) {
    const client = await session.client();
    if (!isInstalled(await moduleState(client, moduleOf(old.inputs)))) return undefined;
    try {
      const server = await namedServer(client, old.id);
      const use = await discoverUse(client, server.kind, old.inputs);
      const useOAuth2 = await readServerOAuth2(client, server, use);
      if (old.outputs.switched === false) return old;
      const inputs: Values = { ...old.inputs, direction: server.kind, serverId: server.id, useOAuth2 };
      const imported = { found: useOAuth2, switched: true, fieldName: use.field, confirmation: "kept" };
      return {
        id: `${server.kind}/${server.id}`,
        inputs,
        outputs: { ...imported, ...old.outputs, ...inputs },
      };
    } catch (error) {
      if (isErpError(error, "missing-record")) return undefined;
      throw error;
    }
  },

  async delete({ old }) {
    if (old.outputs.switched === false) return;
    const server = serverOf(old.id);
    await session.change(async (client) => {
      if (!isInstalled(await moduleState(client, moduleOf(old.inputs)))) return;
      const use = await discoverUse(client, server.kind, old.inputs);
      try {
        await setServerOAuth2(client, server, use, old.outputs.found === true);
      } catch (error) {
        if (!isErpError(error, "missing-record")) throw error;
      }
    });
  },
});

/** Remembers how the switch was, then sets it. What was found stays in the state even when that ends half-way. */
async function take(client: ErpClient, use: FoundField, resource: Resource): Promise<Values> {
  const { inputs } = resource;
  const server = serverOf(resource.id);
  const before = await readServerOAuth2(client, server, use);
  // Where our own values were in the tab already, it was us who switched the server on.
  const found = before && inputs.tab !== "taken-over";
  const outputs: Values = { ...resource.outputs, found, switched: true };
  try {
    const result = await setServerOAuth2(client, server, use, inputs.useOAuth2 === true);
    return { ...outputs, confirmation: confirmationAfter(result) };
  } catch (error) {
    const now = await readServerOAuth2(client, server, use).catch(() => undefined);
    if (now === before) throw error;
    throw new PartialFailure({ ...resource, outputs }, error);
  }
}

const confirmationAfter = (result: Switched): "kept" | "reset" =>
  result === "confirmation-reset" ? "reset" : "kept";

/** An id is "incoming/3" or "outgoing/1". */
function serverOf(id: string): ErpServer {
  const [kind, key] = keyOf(id);
  return { kind, id: Number(key), name: id };
}

/** An import may name the server instead, as in "incoming/Office 365". */
async function namedServer(client: ErpClient, id: string): Promise<ErpServer> {
  const [kind, key] = keyOf(id);
  return Number(key) ? serverOf(id) : await findServer(client, kind, key);
}

function keyOf(id: string): [kind: ServerKind, key: string] {
  const [, kind, key = ""] = /^(incoming|outgoing)\/(.+)$/s.exec(id) ?? [];
  if (kind) return [kind as ServerKind, key];
  throw new Error(
    `"${id}" is not the id of a mail server. Allowed: incoming/<name or id in the ERP> or outgoing/<name or id in the ERP>.`,
  );
}

/** An import knows of no inputs, and states of earlier versions of no module. */
const moduleOf = (inputs: Values): string => text(inputs.module) || ERP_MODULE;

const discoverUse = (client: ErpClient, kind: ServerKind, inputs: Values): Promise<FoundField> => {
  const override = text(inputs.field);
  return discoverUseOAuth2(client, kind, { module: moduleOf(inputs), ...(override ? { override } : {}) });
};
