import { type Perseverance, persevering } from "#clients/connection.ts";
import { entraEndpoints } from "#clients/entra/endpoints.ts";
import { type RefusalKind, requestToken, TokenRefused } from "#clients/entra/token.ts";
import type { Resource, ResourceHandler, Values } from "../plugin.ts";
import { changedInputs, text } from "../values.ts";

export interface EntraCredentialProofInputs {
  tenantId: string;
  clientId: string;
  /** Id of the secret, as Entra shows it. */
  keyId: string;
  secret: string;
}

export interface EntraCredentialProofOutputs {
  /** "accepted", or "refused: AADSTS…" when the last refresh found that it no longer works. */
  token: string;
}

const INPUTS: readonly (keyof EntraCredentialProofInputs)[] = ["tenantId", "clientId", "keyId", "secret"];
const ACCEPTED = "accepted";
// A proof exists once per stack and stays the same one when it proves another secret.
const PROOF_ID = "entra-credential";

/**
 * A client secret that Entra's token endpoint accepted. What depends on its output `secret` never sees an unproven
 * one. Each refresh asks again; `token` says what the endpoint answered.
 */
export const entraCredentialProof: ResourceHandler = {
  secretOutputs: ["secret"],

  check: async ({ inputs }) => ({ inputs }),

  async diff({ old, inputs }) {
    const detailedDiff = changedInputs(old.inputs, inputs, INPUTS);
    if (old.outputs.token !== ACCEPTED) detailedDiff.token = { kind: "update", inputDiff: false };
    return { changes: Object.keys(detailedDiff).length > 0, detailedDiff };
  },

  async create({ inputs, preview, signal }) {
    if (!preview) await prove(inputs, NEW_SECRET_PATIENCE, signal);
    return { id: PROOF_ID, outputs: { ...inputs, token: ACCEPTED } };
  },

  async update({ inputs, preview, signal }) {
    if (!preview) await prove(inputs, NEW_SECRET_PATIENCE, signal);
    return { outputs: { ...inputs, token: ACCEPTED } };
  },

  async read({ old }): Promise<Resource | undefined> {
    if (old.inputs.secret === undefined)
      throw new Error("The proof of a client secret cannot be imported: every update makes it.");
    const token = await prove(old.inputs, { retries: 1, minTimeout: 500 }).then(
      () => ACCEPTED,
      (error: unknown) => {
        if (error instanceof TokenRefused) return `refused: ${error.code}`;
        // The network's bad day says nothing about the secret: what we knew stays.
        return text(old.outputs.token);
      },
    );
    return { ...old, outputs: { ...old.outputs, token } };
  },

  async delete() {
    // A proof is knowledge, not an object: there is nothing to remove.
  },
};

// New secrets take 4-18 s to work (microsoftgraph/microsoft-graph-docs#17966). 1+1.5+2.3+… ≈ 110 s in all.
const NEW_SECRET_PATIENCE: Perseverance = { retries: 10, minTimeout: 1000 };

/** @param signal ends the waiting */
async function prove(inputs: Values, patience: Perseverance, signal?: AbortSignal): Promise<void> {
  const [tenantId, clientId] = [text(inputs.tenantId), text(inputs.clientId)];
  const request = {
    endpoints: await entraEndpoints(),
    tenantId,
    clientId,
    credential: { secret: text(inputs.secret) },
  };
  try {
    await persevering(() => requestToken(request), { ...patience, factor: 1.5, mayPass, signal });
  } catch (error) {
    if (signal?.aborted)
      throw new Error(
        `Interrupted while Entra did not accept the new secret yet. ${again(text(inputs.keyId))}`,
      );
    if (error instanceof TokenRefused)
      error.message = `${error.message}. ${whatNow(error, text(inputs.keyId))}`;
    throw error;
  }
}

/** Refusals that waiting can help: a new secret or application, or one that is enabled again, is not known everywhere at once. */
const PASSING: readonly RefusalKind[] = ["wrong-secret", "unknown-application", "disabled"];

const mayPass = (error: unknown): boolean => error instanceof TokenRefused && PASSING.includes(error.kind);

const whatNow = ({ kind }: TokenRefused, keyId: string): string =>
  kind === "expired-secret"
    ? `The secret with key id ${keyId} is past its end date: modern-auth rotate <stack> writes the next one into microsoft.generations, then: pulumi up --stack <stack>`
    : again(keyId);

const again = (keyId: string): string =>
  `The secret with key id ${keyId} was not passed on to the ERP, which keeps what it had. Run it again: pulumi up --stack <stack>`;
