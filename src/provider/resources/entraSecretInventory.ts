import { type PasswordCredential, readPasswords } from "#clients/graph/passwords.ts";
import type { EntraSession } from "../entraSession.ts";
import {
  isUnknown,
  type Resource,
  type ResourceHandler,
  UNKNOWN,
  type Value,
  type Values,
} from "../plugin.ts";
import { changedInputs, text } from "../values.ts";

export interface EntraSecretInventoryInputs {
  tenantId: string;
  /** Object id of the application. */
  applicationId: string;
  /** Key ids of the secrets that this stack manages. */
  managed: string[];
}

export interface EntraSecretInventoryOutputs {
  unrecorded: PasswordCredential[];
}

const INPUTS: readonly (keyof EntraSecretInventoryInputs)[] = ["tenantId", "applicationId", "managed"];

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
    if (preview) return { id: "", outputs: { ...inputs, unrecorded: UNKNOWN } };
    const seen = await look(session, inputs, new Set());
    return { id: text(inputs.applicationId), outputs: { ...inputs, ...(seen ?? NOTHING) } };
  },

  async update({ old, inputs, preview }) {
    if (preview) return { outputs: { ...old.outputs, ...inputs, unrecorded: UNKNOWN } };
    const seen = await look(session, inputs, new Set([...keyIds(old.inputs.managed), ...retiringOf(old)]));
    return { outputs: { ...inputs, ...(seen ?? NOTHING) } };
  },

  async read({ old }) {
    if (old.inputs.applicationId === undefined)
      throw new Error("The inventory of secrets cannot be imported: every update makes it.");
    const seen = await look(session, old.inputs, retiringOf(old));
    return seen && { ...old, outputs: { ...old.outputs, ...seen } };
  },

  async delete() {
    // An inventory is knowledge, not an object: there is nothing to remove.
  },
});

interface Seen extends Values {
  unrecorded: Value[];
  /** Managed once, and still there: the engine removes them after all else, maybe only in a later run. */
  retiring: Value[];
}
const NOTHING: Seen = { unrecorded: [], retiring: [] };

/** @returns undefined when the application is gone */
async function look(
  session: EntraSession,
  inputs: Values,
  managedBefore: ReadonlySet<string>,
): Promise<Seen | undefined> {
  const graph = await session.graph(text(inputs.tenantId));
  const managed = keyIds(inputs.managed);
  const passwords = await readPasswords(graph, text(inputs.applicationId));
  const others = passwords?.filter(({ keyId }) => !managed.has(keyId));
  return (
    others && {
      unrecorded: others
        .filter(({ keyId }) => !managedBefore.has(keyId))
        .map(({ keyId, displayName, endDateTime }: PasswordCredential) => ({
          keyId,
          displayName,
          endDateTime,
        })),
      retiring: others.filter(({ keyId }) => managedBefore.has(keyId)).map(({ keyId }) => keyId),
    }
  );
}

const retiringOf = ({ outputs }: Resource): Set<string> => keyIds(outputs.retiring);

const keyIds = (list: Value | undefined): Set<string> =>
  new Set(
    Array.isArray(list)
      ? list.filter((keyId) => !isUnknown(keyId)).map((keyId) => text(keyId).toLowerCase())
      : [],
  );
