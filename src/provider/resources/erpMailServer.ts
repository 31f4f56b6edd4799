import { withAdvice } from "#clients/erp/advice.ts";
import type { ErpClient } from "#clients/erp/client.ts";
import { discoverUseOAuth2, type FoundField } from "#clients/erp/discovery.ts";
import { isErpError } from "#clients/erp/errors.ts";
import { isInstalled, moduleState } from "#clients/erp/module.ts";
import {
  CONFIRM,
  type ErpServer,
  findServer,
  readServerOAuth2,
  readServerSettings,
  restoreServerSettings,
  type Switched,
  setServerOAuth2,
} from "#clients/erp/servers.ts";
import { ERP_MODULE } from "#config/rules/defaults.ts";
import type { ServerKind } from "#config/rules/mailSystems.ts";
import {
  changedSettings,
  type KeptSettings,
  remembered,
  type ServerSettings,
  wantedSettings,
} from "#config/rules/serverSettings.ts";
import type { ErpSession } from "../erpSession.ts";
import {
  PartialFailure,
  type Resource,
  type ResourceHandler,
  UNKNOWN,
  type Value,
  type Values,
} from "../plugin.ts";
import { objectDiff, stackIn, text } from "../values.ts";
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
  /** Changed settings that are accepted. No part of the comparison: it says what to compare with. */
  keep?: KeptSettings;
}

export interface ErpMailServerOutputs {
  /** `reset`: the ERP let the switch be changed on an unconfirmed server only, which fetches no mail until somebody signs in. */
  confirmation: "kept" | "reset";
}

/**
 * The switch "use OAuth2" of one mail server. Destroying it puts the switch back as it was found. Remembers (`recorded`) what the server
 * was when it was switched: a server that was led elsewhere would hand over its tokens there, so that is drift, and is put back.
 */
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
    const [wanted, live] = [wantedOf(old.outputs, inputs), settingsIn(old.outputs.server)];
    if (inputs.tab === "awaited" || !wanted || !live) return diff;
    for (const name of changedSettings(wanted, live)) {
      diff.changes = true;
      diff.detailedDiff[`server.${name}`] = { kind: "update", inputDiff: false };
    }
    return diff;
  },

  async create({ inputs, preview, urn }) {
    if (preview) {
      const unknown = Object.fromEntries(
        ["fieldName", "switched", "confirmation", "recorded", "server"].map((name) => [name, UNKNOWN]),
      );
      return { id: "", outputs: { ...inputs, ...unknown } as Values };
    }
    const id = `${text(inputs.direction)}/${Number(inputs.serverId)}`;
    return session.change(async (client) => {
      const use = await discoverUse(client, serverOf(id).kind, inputs);
      const outputs: Values = { ...inputs, fieldName: use.field, switched: false, confirmation: "kept" };
      if (inputs.tab === "awaited") return { id, outputs };
      return { id, outputs: await take(client, use, { id, inputs, outputs }, urn) };
    });
  },

  async update({ old, inputs, preview, urn }) {
    const outputs: Values = { ...old.outputs, ...inputs };
    const wanted = wantedOf(old.outputs, inputs);
    if (preview) return { outputs: wanted ? { ...outputs, server: { ...wanted } } : outputs };
    const server = serverOf(old.id);
    return session.change(async (client) => {
      const use = await discoverUse(client, server.kind, inputs);
      const resource = { id: old.id, inputs, outputs: { ...outputs, fieldName: use.field } };
      if (old.outputs.switched !== true) return { outputs: await take(client, use, resource, urn) };
      const result = await setServerOAuth2(client, server, use, inputs.useOAuth2 === true);
      return { outputs: { ...resource.outputs, ...(await settle(client, server, resource, result, urn)) } };
    });
  },

  async read({ old }) {
    const client = await session.client();
    if (!isInstalled(await moduleState(client, moduleOf(old.inputs)))) return undefined;
    try {
      const server = await namedServer(client, old.id);
      const { use, useOAuth2 } = await readWritten(client, server, old);
      if (old.outputs.switched === false) return old;
      const live = await readServerSettings(client, server);
      // States of earlier versions have no record: it is made of what is there now.
      const recorded = remembered(settingsIn(old.outputs.recorded) ?? live, live);
      const inputs: Values = { ...old.inputs, direction: server.kind, serverId: server.id, useOAuth2 };
      const imported = { found: useOAuth2, switched: true, fieldName: use.field, confirmation: "kept" };
      return {
        id: `${server.kind}/${server.id}`,
        inputs,
        outputs: {
          ...imported,
          ...old.outputs,
          ...inputs,
          ...(live.confirmed ? { confirmation: "kept" } : {}),
          ...settled(recorded, live),
        },
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
      const { use } = await readWritten(client, server, old).catch((error: unknown) => {
        if (isErpError(error, "missing-record")) return { use: undefined };
        throw error;
      });
      if (!use) return;
      try {
        await setServerOAuth2(client, server, use, old.outputs.found === true);
      } catch (error) {
        if (!isErpError(error, "missing-record")) throw error;
      }
    });
  },
});

/** Remembers how the switch was, then sets it. What was found stays in the state even when that ends half-way. */
async function take(client: ErpClient, use: FoundField, resource: Resource, urn: string): Promise<Values> {
  const { inputs } = resource;
  const server = serverOf(resource.id);
  const before = await readServerOAuth2(client, server, use);
  // Where our own values were in the tab already, it was us who switched the server on.
  const found = before && inputs.tab !== "taken-over";
  const outputs: Values = { ...resource.outputs, found, switched: true };
  try {
    const result = await setServerOAuth2(client, server, use, inputs.useOAuth2 === true);
    return { ...outputs, ...(await settle(client, server, { ...resource, outputs }, result, urn)) };
  } catch (error) {
    const now = await readServerOAuth2(client, server, use).catch(() => undefined);
    if (now === before) throw error;
    throw new PartialFailure({ ...resource, outputs }, error);
  }
}

/** Puts the server's settings back to what they have to be, and remembers them. */
async function settle(
  client: ErpClient,
  server: ErpServer,
  { inputs, outputs }: Resource,
  result: Switched,
  urn: string,
): Promise<Values> {
  const isReset = result === "confirmation-reset";
  const found = settingsIn(outputs.recorded) ?? (await readServerSettings(client, server));
  // It was us who took the confirmation away; a person gives it back.
  const recorded = isReset ? { ...found, confirmed: false } : found;
  const wanted = wantedSettings(recorded, keptIn(inputs));
  const now = await restoreServerSettings(client, server, wanted).catch((error: unknown) => {
    if (!isErpError(error) || error.method !== CONFIRM) throw error;
    const words = ["erp", "authorize", stackIn(urn), String(server.id), "--wait"];
    const next = { kind: "modern-auth", words, note: "somebody has to sign in" } as const;
    throw withAdvice(error, { property: `erp.${server.kind}Servers`, next });
  });
  const awaited = isReset || (outputs.confirmation === "reset" && now.confirmed === false);
  return { confirmation: awaited ? "reset" : "kept", ...settled(remembered(recorded, now), now) };
}

const settled = (recorded: ServerSettings, server: ServerSettings): Values => ({
  recorded: { ...recorded },
  server: { ...server },
});

const settingsIn = (value: Value | undefined) => value as unknown as ServerSettings | undefined;

const keptIn = ({ keep }: Values) => keep as unknown as KeptSettings | undefined;

/** What the server has to be; undefined where an earlier version of this program recorded nothing. */
function wantedOf(outputs: Values, inputs: Values): ServerSettings | undefined {
  const recorded = settingsIn(outputs.recorded);
  return recorded && wantedSettings(recorded, keptIn(inputs));
}

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

/** The switch that was set, as long as it is there; else the one that discovery finds. */
async function readWritten(
  client: ErpClient,
  server: ErpServer,
  { inputs, outputs }: Resource,
): Promise<{ use: FoundField; useOAuth2: boolean }> {
  const name = text(outputs.fieldName);
  if (name) {
    const use = { field: name, label: name };
    try {
      return { use, useOAuth2: await readServerOAuth2(client, server, use) };
    } catch (error) {
      if (!isErpError(error, "no-such-field")) throw error;
    }
  }
  const use = await discoverUse(client, server.kind, inputs);
  return { use, useOAuth2: await readServerOAuth2(client, server, use) };
}

const discoverUse = (client: ErpClient, kind: ServerKind, inputs: Values): Promise<FoundField> => {
  const override = text(inputs.field);
  return discoverUseOAuth2(client, kind, { module: moduleOf(inputs), ...(override ? { override } : {}) });
};
