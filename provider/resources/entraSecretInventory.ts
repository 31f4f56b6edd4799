import { type PasswordCredential, readPasswords } from "../../clients/graph/passwords.ts";
import type { EntraSession } from "../entraSession.ts";
import { isUnknown, type ResourceHandler, UNKNOWN, type Value, type Values } from "../plugin.ts";
import { changedInputs, text } from "../values.ts";

const INPUTS = ["tenantId", "applicationId", "managed"];

/**
 * The secrets of an app registration that no state knows: left over from a killed run or a lost state, or added by hand. The
 * azuread plugin looks only at those that it made. A resource and not a question, because the state alone knows which secrets
 * are being retired in this very run.
 */
export const entraSecretInventory = (session: EntraSession): ResourceHandler => ({
  check: async ({ inputs }) => ({ inputs }),

  async diff({ old, inputs }) {
    const detailedDiff = changedInputs(old.inputs, inputs, INPUTS);
    return { changes: Object.keys(detailedDiff).length > 0, detailedDiff };
  },

  async create({ inputs, preview }) {
    const unrecorded = preview ? UNKNOWN : await look(session, inputs, keyIds(inputs));
    return {
      id: preview ? "" : text(inputs.applicationId),
      outputs: { ...inputs, unrecorded: unrecorded ?? [] },
    };
  },

  async update({ old, inputs, preview }) {
    const known = new Set([...keyIds(old.inputs), ...keyIds(inputs)]);
    const unrecorded = preview ? UNKNOWN : await look(session, inputs, known);
    return { outputs: { ...inputs, unrecorded: unrecorded ?? [] } };
  },

  async read({ old }) {
    if (old.inputs.applicationId === undefined)
      throw new Error('The inventory of secrets cannot be imported: "pulumi up" makes it.');
    const unrecorded = await look(session, old.inputs, keyIds(old.inputs));
    return unrecorded && { ...old, outputs: { ...old.outputs, unrecorded } };
  },

  async delete() {
    // An inventory is knowledge, not an object: there is nothing to remove.
  },
});

/** @returns undefined when the application is gone */
async function look(
  session: EntraSession,
  inputs: Values,
  known: ReadonlySet<string>,
): Promise<Value[] | undefined> {
  const graph = await session.graph(text(inputs.tenantId));
  const passwords = await readPasswords(graph, text(inputs.applicationId));
  return passwords
    ?.filter(({ keyId }) => !known.has(keyId))
    .map(({ keyId, displayName, endDateTime }: PasswordCredential) => ({ keyId, displayName, endDateTime }));
}

const keyIds = ({ managed }: Values): Set<string> =>
  new Set(
    Array.isArray(managed) ? managed.filter((keyId) => !isUnknown(keyId)).map((keyId) => text(keyId)) : [],
  );
