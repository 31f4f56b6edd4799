import { accessToken } from "#clients/google/auth.ts";
import { storedFile } from "#clients/google/clientFile.ts";
import { provisionByFirebase } from "#clients/google/firebaseAlpha.ts";
import { type ResourceHandler, UNKNOWN, type Values } from "../plugin.ts";
import { changedInputs, text } from "../values.ts";

/**
 * Experimental: one attempt to have Firebase's alpha API make the OAuth client. Where it says no, a person makes the client, and
 * this resource only remembers why. Nothing of it can be changed by an API afterwards, nor deleted, so that only another project is
 * another attempt.
 */
export const googleFirebaseClient: ResourceHandler = {
  secretOutputs: ["clientFile"],

  check: async ({ inputs }) => ({ inputs }),

  async diff({ old, inputs }) {
    const changes = "project" in changedInputs(old.inputs, inputs, ["project"]);
    return {
      changes,
      replaces: changes ? ["project"] : [],
      detailedDiff: changes ? { project: { kind: "update-replace", inputDiff: true } } : {},
    };
  },

  async create({ inputs, preview }) {
    if (preview) return { id: "", outputs: { ...inputs, clientFile: UNKNOWN, reason: UNKNOWN } };
    const [project, redirectUri] = [text(inputs.project), text(inputs.redirectUri)];
    const outcome = await provisionByFirebase({
      project,
      displayName: text(inputs.displayName),
      supportEmail: text(inputs.supportEmail),
      redirectUri,
      token: () => accessToken(process.env),
    });
    if (outcome.outcome === "provisioned") {
      const { clientId, clientSecret } = outcome;
      const file = storedFile({ clientId, clientSecret, projectId: project, redirectUris: [redirectUri] });
      return { id: project, outputs: { ...inputs, clientFile: file, reason: "" } satisfies Values };
    }
    const reason = [outcome.reason, ...outcome.left].join("\n");
    // Once something was made that no API deletes, another attempt would make one more of it.
    if (outcome.outcome === "inconclusive" && outcome.left.length === 0)
      throw new Error(`google.provisioner "firebase-alpha": ${reason}`);
    return { id: project, outputs: { ...inputs, clientFile: "", reason } };
  },

  // Firebase shows the secret to few, and the proof of the client tells all that matters.
  read: async ({ old }) => old,

  async delete() {
    // No API deletes the client. The web app that it hangs on stays with it, and README says where a person removes both.
  },
};
