import { ClientFileError, parseClientFile, type WebClient } from "../../clients/google/clientFile.ts";
import { checkClientFile } from "../../clients/google/clientFileCheck.ts";
import { probeRedirect } from "../../clients/google/redirectProbe.ts";
import { probeToken } from "../../clients/google/tokenProbe.ts";
import { type CheckFailure, isUnknown, type ResourceHandler, UNKNOWN, type Values } from "../plugin.ts";
import { changedInputs, text } from "../values.ts";

const ACCEPTED = "accepted";
const INPUTS = ["project", "redirectUri", "clientFile"];

/**
 * An OAuth web client that a person made in the Google console. Google lets nobody read it back, so it is proven: id and
 * secret at the token endpoint, the redirect URI at the authorisation endpoint. Only what both say is claimed.
 */
export const googleOAuthClient: ResourceHandler = {
  secretOutputs: ["clientFile", "clientSecret"],

  check: async ({ inputs }) => ({ inputs, failures: isUnknown(inputs.clientFile) ? [] : problems(inputs) }),

  async diff({ old, inputs }) {
    const detailedDiff = changedInputs(old.inputs, inputs, INPUTS);
    if (old.outputs.token !== ACCEPTED) detailedDiff.token = { kind: "update", inputDiff: false };
    if (old.outputs.redirect === "mismatch") detailedDiff.redirect = { kind: "update", inputDiff: false };
    return { changes: Object.keys(detailedDiff).length > 0, detailedDiff };
  },

  async create({ inputs, preview }) {
    if (isUnknown(inputs.clientFile)) return { id: "", outputs: notYet(inputs) };
    const client = parseClientFile(text(inputs.clientFile));
    const redirect = preview ? "registered" : await prove(client, text(inputs.redirectUri));
    return { id: client.clientId, outputs: outputsOf(inputs, client, ACCEPTED, redirect) };
  },

  async update({ old, inputs, preview }) {
    if (isUnknown(inputs.clientFile)) return { outputs: notYet(inputs) };
    const client = parseClientFile(text(inputs.clientFile));
    const redirect = preview ? "registered" : await prove(client, text(inputs.redirectUri));
    if (redirect === "pending" && old.outputs.redirect === "mismatch") {
      throw new Error(
        `Google's sign-in page refuses the redirect URI ${text(inputs.redirectUri)}: it was taken out of the client. ` +
          `Add it again under "Authorized redirect URIs" at ${consoleOf(inputs)} (changes take 5 minutes to a few hours), ` +
          'then run "pulumi up" again.',
      );
    }
    return { outputs: outputsOf(inputs, client, ACCEPTED, redirect) };
  },

  async read({ old }) {
    if (old.inputs.clientFile === undefined)
      throw new Error(
        "A Google OAuth client cannot be imported by its id, because Google shows nobody its secret. " +
          'Put its file into the configuration (pulumi config set --secret googleClientFile), then "pulumi up".',
      );
    const client = parseClientFile(text(old.inputs.clientFile));
    const verdict = await probeToken(client);
    // An inconclusive answer says nothing about the client: what we knew stays.
    const token =
      verdict.verdict === "inconclusive"
        ? text(old.outputs.token)
        : verdict.verdict === "accepted"
          ? ACCEPTED
          : `refused: ${verdict.reason}`;
    const redirect = redirectNow(
      text(old.outputs.redirect),
      await redirectOf(client, text(old.inputs.redirectUri)),
    );
    return { ...old, outputs: outputsOf(old.inputs, client, token, redirect) };
  },

  async delete() {
    // A person made the client and a person removes it; destroying forgets what was proven.
  },
};

/** @returns what the authorisation endpoint says of the redirect URI @throws when Google refuses id or secret */
async function prove(client: WebClient, redirectUri: string): Promise<string> {
  const verdict = await probeToken(client);
  if (verdict.verdict !== "accepted") {
    throw new Error(`googleClientFile: ${verdict.message} ${verdict.fix} The ERP keeps what it had.`);
  }
  const redirect = await redirectOf(client, redirectUri);
  // The file lists the URI, so a refusal now means that Google's change is still on its way.
  return redirect === "mismatch" ? "pending" : redirect;
}

const redirectOf = async ({ clientId }: WebClient, redirectUri: string): Promise<string> =>
  (await probeRedirect({ clientId, redirectUri })).verdict;

/** Only a URI that was seen to work, and is refused now, has been taken out by somebody. */
function redirectNow(before: string, seen: string): string {
  if (seen === "inconclusive") return before;
  if (seen === "mismatch") return before === "registered" || before === "mismatch" ? "mismatch" : "pending";
  return seen;
}

function problems(inputs: Values): CheckFailure[] {
  try {
    const client = parseClientFile(text(inputs.clientFile));
    const redirectKnown = !isUnknown(inputs.redirectUri);
    return checkClientFile(client, {
      ...(isUnknown(inputs.project) ? {} : { projectId: text(inputs.project) }),
      redirectUri: text(inputs.redirectUri),
    })
      .filter(({ code }) => redirectKnown || code !== "redirect_uri_missing")
      .map(({ message, fix }) => ({
        property: "clientFile",
        reason: `googleClientFile: ${message} Fix: ${fix}`,
      }));
  } catch (error) {
    if (!(error instanceof ClientFileError)) throw error;
    return [{ property: "clientFile", reason: `googleClientFile: ${error.message}` }];
  }
}

const outputsOf = (inputs: Values, client: WebClient, token: string, redirect: string): Values => ({
  ...inputs,
  clientId: client.clientId,
  clientSecret: client.clientSecret,
  token,
  redirect,
});

const notYet = (inputs: Values): Values => ({
  ...inputs,
  clientId: UNKNOWN,
  clientSecret: UNKNOWN,
  token: UNKNOWN,
  redirect: UNKNOWN,
});

const consoleOf = (inputs: Values): string =>
  `https://console.cloud.google.com/auth/clients?project=${text(inputs.project)}`;
