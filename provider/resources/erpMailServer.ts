import type { ErpClient } from "../../clients/erp/client.ts";
import { DEFAULT_MODULE, discoverUseOAuth2, type ServerKind } from "../../clients/erp/discovery.ts";
import { isErpError } from "../../clients/erp/errors.ts";
import { moduleState } from "../../clients/erp/module.ts";
import { findServer, type MailServer, readServerOAuth2, setServerOAuth2 } from "../../clients/erp/servers.ts";
import { advised, serverPlace } from "../erpAdvice.ts";
import type { ErpSession } from "../erpSession.ts";
import { isUnknown, PartialFailure, type ResourceHandler, UNKNOWN, type Values } from "../plugin.ts";
import { objectDiff, text } from "../values.ts";

const IDENTITY = ["direction", "server"];

/** The switch "use OAuth2" of one mail server. Destroying it puts the switch back as it was found. */
export const erpMailServer = (session: ErpSession): ResourceHandler => ({
  check: async ({ inputs }) => ({ inputs }),

  diff: async ({ old, inputs }) =>
    objectDiff(old.inputs, inputs, { identity: IDENTITY, values: ["useOAuth2"] }),

  async create({ inputs, preview }) {
    if (isUnknown(inputs.direction) || isUnknown(inputs.server))
      return { id: "", outputs: { ...inputs, serverId: UNKNOWN } };
    const client = await session.client();
    const server = await advised(
      findServer(client, kindOf(inputs), inputs.server as string | number),
      serverPlace(kindOf(inputs)),
    );
    if (preview) return { id: "", outputs: { ...inputs, serverId: server.id } };
    return session.change(async () => {
      const use = await discoverUse(client, server.kind, inputs);
      const found = await readServerOAuth2(client, server, use);
      const id = `${server.kind}/${server.id}`;
      const outputs: Values = { ...inputs, serverId: server.id, found };
      try {
        await setServerOAuth2(client, server, use, inputs.useOAuth2 === true);
      } catch (error) {
        const now = await readServerOAuth2(client, server, use).catch(() => undefined);
        if (now === found) throw error;
        throw new PartialFailure({ id, inputs, outputs }, error);
      }
      return { id, outputs };
    });
  },

  async update({ old, inputs, preview }) {
    const server = serverOf(old.id);
    if (!preview) {
      await session.change(async (client) => {
        const use = await discoverUse(client, server.kind, inputs);
        await setServerOAuth2(client, server, use, inputs.useOAuth2 === true);
      });
    }
    return { outputs: { ...old.outputs, ...inputs } };
  },

  async read({ old }) {
    const client = await session.client();
    const server = serverOf(old.id);
    const state = await moduleState(client, DEFAULT_MODULE);
    if (state !== "installed" && state !== "to upgrade") return undefined;
    try {
      const useOAuth2 = await readServerOAuth2(
        client,
        server,
        await discoverUse(client, server.kind, old.inputs),
      );
      const inputs: Values = { server: server.id, ...old.inputs, direction: server.kind, useOAuth2 };
      return {
        id: old.id,
        inputs,
        outputs: { found: useOAuth2, ...old.outputs, ...inputs, serverId: server.id },
      };
    } catch (error) {
      if (isErpError(error, "missing-record")) return undefined;
      throw error;
    }
  },

  async delete({ old }) {
    const server = serverOf(old.id);
    await session.change(async (client) => {
      const state = await moduleState(client, DEFAULT_MODULE);
      if (state !== "installed" && state !== "to upgrade") return;
      const use = await discoverUse(client, server.kind, old.inputs);
      try {
        await setServerOAuth2(client, server, use, old.outputs.found === true);
      } catch (error) {
        if (!isErpError(error, "missing-record")) throw error;
      }
    });
  },
});

const kindOf = (inputs: Values): ServerKind => text(inputs.direction) as ServerKind;

/** An id is "incoming/3" or "outgoing/1". */
function serverOf(id: string): MailServer {
  const [kind, number] = id.split("/");
  if ((kind !== "incoming" && kind !== "outgoing") || !Number(number)) {
    throw new Error(
      `"${id}" is not the id of a mail server. Allowed: incoming/<id in the ERP> or outgoing/<id in the ERP>.`,
    );
  }
  return { kind, id: Number(number), name: id };
}

const discoverUse = (client: ErpClient, kind: ServerKind, inputs: Values) => {
  const override = text(inputs.field);
  return discoverUseOAuth2(client, kind, override ? { override } : {});
};
