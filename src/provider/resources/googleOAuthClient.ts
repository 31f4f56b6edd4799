import { ClientFileError, parseClientFile, type WebClient } from "#clients/google/clientFile.ts";
import { checkClientFile } from "#clients/google/clientFileCheck.ts";
import { probeRedirect } from "#clients/google/redirectProbe.ts";
import { probeToken, type TokenVerdict } from "#clients/google/tokenProbe.ts";
import { consolePage } from "#config/rules/googleConsole.ts";
import { type ConsoleChanges, deletionTold, lookForChanges } from "../googleChanges.ts";
import {
  type CheckFailure,
  isUnknown,
  type Resource,
  type ResourceHandler,
  UNKNOWN,
  type Values,
} from "../plugin.ts";
import { changedInputs, text } from "../values.ts";

const ACCEPTED = "accepted";

export interface GoogleOAuthClientInputs {
  /** Id of the Google Cloud project the client must belong to. */
  project: string;
  /** Number of that project, which the client's id begins with; not compared when absent. */
  projectNumber?: string;
  /** The redirect URI the client must know, to the letter. */
  redirectUri: string;
  /** Content of the `client_secret_….json` that the Google console offers for download. */
  clientFile: string;
  /** Key of the configuration that the file stands under, for messages. */
  configKey: string;
  /** A newer secret of the client is in use: Google may refuse this one. */
  superseded: boolean;
}

export interface GoogleOAuthClientOutputs extends Proof {
  clientId: string;
  clientSecret: string;
}

/** What Google was seen to say of a client. */
interface Proof extends ConsoleChanges {
  /** "accepted", or "refused: " and why at the last refresh. */
  token: string;
  redirect: Redirect;
  /** Why Google refuses the client, in words, and what to do about it; empty while it is accepted. */
  refusal: string;
}

/**
 * What the authorisation endpoint says of the redirect URI: "registered"; "pending", it is in the client's file but not known
 * everywhere yet; "inconclusive", the probe saw nothing; "mismatch", it was taken out of the client.
 */
type Redirect = "registered" | "pending" | "inconclusive" | "mismatch";

// Not the configuration's key: which of the two it is changes when a rotation ends, and means nothing.
const INPUTS: readonly (keyof GoogleOAuthClientInputs)[] = [
  "project",
  "projectNumber",
  "redirectUri",
  "clientFile",
  "superseded",
];

/**
 * One secret of an OAuth web client that a person made in the Google console. Google lets nobody read it back, so it is proven: id
 * and secret at the token endpoint, the redirect URI at the authorisation endpoint. Only what both say is claimed. Of a secret that
 * a newer one has superseded it is only told whether Google still accepts it: that it is refused is what its retirement is for.
 */
export const googleOAuthClient: ResourceHandler = {
  secretOutputs: ["clientFile", "clientSecret"],

  check: async ({ inputs }) => ({
    inputs,
    failures: isUnknown(inputs.clientFile) ? [] : problems(inputs),
  }),

  async diff({ old, inputs }) {
    const detailedDiff = changedInputs(old.inputs, inputs, INPUTS);
    const changes = () => ({ changes: Object.keys(detailedDiff).length > 0, detailedDiff });
    if (inputs.superseded === true) return changes();
    if (old.outputs.token !== ACCEPTED) detailedDiff.token = { kind: "update", inputDiff: false };
    if (old.outputs.redirect === "mismatch") detailedDiff.redirect = { kind: "update", inputDiff: false };
    return changes();
  },

  async create({ inputs, preview }) {
    if (isUnknown(inputs.clientFile)) return { id: "", outputs: notYet(inputs) };
    const client = parseClientFile(text(inputs.clientFile));
    const proof = preview ? AS_PLANNED : await prove(client, inputs);
    return { id: client.clientId, outputs: outputsOf(inputs, client, proof) };
  },

  async update({ old, inputs, preview }) {
    if (isUnknown(inputs.clientFile)) return { outputs: notYet(inputs) };
    const client = parseClientFile(text(inputs.clientFile));
    const proof = preview ? { ...AS_PLANNED, ...toldBefore(old) } : await prove(client, inputs, old);
    const same = old.inputs.redirectUri === inputs.redirectUri;
    if (proof.redirect === "pending" && old.outputs.redirect === "mismatch" && same) {
      throw new Error(
        `Google's sign-in page refuses the redirect URI ${text(inputs.redirectUri)}: it was taken out of the client. ` +
          `Add it again under "Authorized redirect URIs" at ${consolePage("auth/clients", text(inputs.project))} (changes take 5 minutes to a few hours), ` +
          "then run it again: pulumi up --stack <stack>",
      );
    }
    return { outputs: outputsOf(inputs, client, proof) };
  },

  async read({ old }) {
    if (old.inputs.clientFile === undefined)
      throw new Error(
        "A Google OAuth client cannot be imported by its id, because Google shows nobody its secret. " +
          "Put its file into the configuration: modern-auth google import <stack> <file>, then: pulumi up --stack <stack>",
      );
    const client = parseClientFile(text(old.inputs.clientFile));
    return { ...old, outputs: outputsOf(old.inputs, client, await look(client, old)) };
  },

  async delete() {
    // A person made the client and a person removes it; destroying forgets what was proven.
  },
};

const UNHEARD: ConsoleChanges = { auditedUntil: "", consoleChanges: "" };
const AS_PLANNED: Proof = { token: ACCEPTED, redirect: "registered", refusal: "", ...UNHEARD };

/** What the last look found, which a preview must not hide and an update must not forget. */
const toldBefore = ({ outputs }: Resource) => ({
  refusal: text(outputs.refusal),
  auditedUntil: text(outputs.auditedUntil),
  consoleChanges: text(outputs.consoleChanges),
});

/** Proves a client that is to be used. @throws when Google refuses id or secret, unless a newer secret has superseded it */
async function prove(client: WebClient, inputs: Values, old?: Resource): Promise<Proof> {
  const verdict = await probeToken(client);
  const before = old ? toldBefore(old) : UNHEARD;
  if (inputs.superseded === true)
    return { token: tokenNow("", verdict), redirect: "inconclusive", refusal: "", ...before };
  if (verdict.verdict !== "accepted") {
    throw new Error(`${await refusalOf(verdict, client, inputs)} The ERP keeps what it had.`);
  }
  const [redirect, changes] = await Promise.all([
    redirectOf(client, text(inputs.redirectUri)),
    lookForChanges(text(inputs.project), before.auditedUntil),
  ]);
  // What the refresh of this run has found is still to be told.
  const consoleChanges = changes.consoleChanges || before.consoleChanges;
  // The file lists the URI, so a refusal now means that Google's change is still on its way.
  const now = redirect === "mismatch" ? "pending" : redirect;
  return { token: ACCEPTED, redirect: now, refusal: "", ...changes, consoleChanges };
}

/** Looks at a client that is in use. What Google does not tell stays as it was known. */
async function look(client: WebClient, { inputs, outputs }: Resource): Promise<Proof> {
  const [token, redirect] = [text(outputs.token), text(outputs.redirect) as Redirect];
  const auditedUntil = text(outputs.auditedUntil);
  if (inputs.superseded === true) {
    const now = tokenNow(token, await probeToken(client));
    return { token: now, redirect, refusal: "", auditedUntil, consoleChanges: "" };
  }
  const [verdict, seen, changes] = await Promise.all([
    probeToken(client),
    redirectOf(client, text(inputs.redirectUri)),
    lookForChanges(text(inputs.project), auditedUntil),
  ]);
  return {
    token: tokenNow(token, verdict),
    redirect: redirectNow(redirect, seen),
    refusal: await refusalNow(text(outputs.refusal), verdict, client, inputs),
    ...changes,
  };
}

async function refusalNow(
  before: string,
  verdict: TokenVerdict,
  client: WebClient,
  inputs: Values,
): Promise<string> {
  if (verdict.verdict === "inconclusive") return before;
  return verdict.verdict === "accepted" ? "" : await refusalOf(verdict, client, inputs);
}

/** Why Google refuses a client, what to do about it, and until when that is possible. */
async function refusalOf(
  { reason, message, fix }: TokenVerdict,
  client: WebClient,
  inputs: Values,
): Promise<string> {
  const when = reason === "deleted_client" ? await deletionTold(text(inputs.project), client.clientId) : "";
  return `${text(inputs.configKey)}: ${[message, when, fix].filter(Boolean).join(" ")}`;
}

function tokenNow(before: string, { verdict, reason }: TokenVerdict): string {
  // An inconclusive answer says nothing about the client: what we knew stays.
  if (verdict === "inconclusive") return before;
  return verdict === "accepted" ? ACCEPTED : `refused: ${reason}`;
}

const redirectOf = async ({ clientId }: WebClient, redirectUri: string): Promise<Redirect> =>
  (await probeRedirect({ clientId, redirectUri })).verdict;

/** Only a URI that was seen to work, and is refused now, has been taken out by somebody. */
function redirectNow(before: Redirect, seen: Redirect): Redirect {
  if (seen === "inconclusive") return before;
  if (seen === "mismatch") return before === "registered" || before === "mismatch" ? "mismatch" : "pending";
  return seen;
}

function problems(inputs: Values): CheckFailure[] {
  try {
    const client = parseClientFile(text(inputs.clientFile));
    // A superseded secret's file is as old as the secret: the newer one's has to list what is wanted now.
    const listsUri = !isUnknown(inputs.redirectUri) && inputs.superseded !== true;
    return checkClientFile(client, {
      ...(isUnknown(inputs.project) ? {} : { projectId: text(inputs.project) }),
      ...(text(inputs.projectNumber) ? { projectNumber: text(inputs.projectNumber) } : {}),
      redirectUri: text(inputs.redirectUri),
    })
      .filter(({ code }) => listsUri || code !== "redirect_uri_missing")
      .map(({ message, fix }) => ({
        property: "clientFile",
        reason: `${text(inputs.configKey)}: ${message} Fix: ${fix}`,
      }));
  } catch (error) {
    if (!(error instanceof ClientFileError)) throw error;
    return [{ property: "clientFile", reason: `${text(inputs.configKey)}: ${error.message}` }];
  }
}

const outputsOf = (inputs: Values, client: WebClient, proof: Proof): Values => ({
  ...inputs,
  clientId: client.clientId,
  clientSecret: client.clientSecret,
  ...proof,
});

const notYet = (inputs: Values): Values => ({
  ...inputs,
  clientId: UNKNOWN,
  clientSecret: UNKNOWN,
  token: UNKNOWN,
  redirect: UNKNOWN,
  refusal: "",
  ...UNHEARD,
});
