import { setTimeout as sleep } from "node:timers/promises";
import { defaultPatience, type Patience } from "./ask.ts";
import { FirebaseApi, type IdpConfig, NoAnswer, Refusal, type WebApp } from "./firebaseApi.ts";
import { cleanUp, type Made, webAppName } from "./firebaseCleanUp.ts";
import { probeRedirect } from "./redirectProbe.ts";
import { probeToken } from "./tokenProbe.ts";

export interface FirebaseProvisioning {
  /** Id of the project; Firebase must have been added to it. */
  project: string;
  /** Name on the consent screen. */
  displayName: string;
  supportEmail: string;
  redirectUri: string;
  /** An access token of whoever acts on the project. Its errors go on to the caller, before anything is made. */
  token: () => Promise<string>;
  /** Default: the global one. */
  fetch?: typeof fetch;
  patience?: Partial<Patience>;
  /** Milliseconds that an operation of Google's may take. Default 180,000, as Google's own tool waits. */
  operationMs?: number;
}

/**
 * What came of it. `refused`: this way is not open, and a person makes the client in the console. `inconclusive`: nobody
 * knows, another try may tell. `left` says what is there now that was not there before, and what to do about it.
 */
export type FirebaseOutcome =
  | { outcome: "provisioned"; clientId: string; clientSecret: string }
  | { outcome: "refused" | "inconclusive"; reason: string; left: string[] };

interface Client {
  clientId: string;
  clientSecret: string;
}

/**
 * Experimental: has Firebase's alpha API make brand and OAuth client, and takes the client only if Google proves to accept
 * its secret and its exact redirect URI. Anything else is taken away again, as far as an API can. Unproven against the live
 * service: whether the redirect URIs become the client's is not documented.
 *
 * Never touched: a sign-in with Google that was configured before, and a project without Firebase, as adding it cannot be
 * undone.
 */
export async function provisionByFirebase(asked: FirebaseProvisioning): Promise<FirebaseOutcome> {
  const patience = { ...defaultPatience, ...asked.patience };
  const api = new FirebaseApi({
    project: asked.project,
    bearer: await asked.token(),
    fetch: asked.fetch ?? fetch,
    patience,
    operationMs: asked.operationMs ?? 180_000,
  });
  let before: WebApp[];
  try {
    before = await lookAround(api, asked.project);
  } catch (error) {
    return { ...verdictOf(error), left: [] };
  }
  const made: Made = { project: asked.project, before, provisioning: false };
  try {
    const client = await make(api, asked, made, patience);
    await prove(client, asked, patience);
    return { outcome: "provisioned", ...client };
  } catch (error) {
    const verdict = verdictOf(error);
    return { ...verdict, left: await cleanUp(api, made) };
  }
}

/** Makes the client, and notes in `made` how far it came. */
async function make(
  api: FirebaseApi,
  asked: FirebaseProvisioning,
  made: Made,
  patience: Patience,
): Promise<Client> {
  const ours = made.before.find(({ displayName }) => displayName === webAppName);
  const app = ours ?? (await api.createWebApp(webAppName));
  made.provisioning = true;
  const operation = await api
    .provision(String(app.appId), {
      publicDisplayName: asked.displayName,
      customerSupportEmail: asked.supportEmail,
      oauthRedirectUris: [asked.redirectUri],
    })
    .catch((error: unknown) => {
      if (error instanceof Refusal) made.provisioning = false;
      throw error;
    });
  await api.finished(operation);
  const client = clientOf(await configured(api, patience));
  made.clientId = client.clientId;
  return client;
}

/** The web apps that are there. @throws Refusal where something stands that must not be touched */
async function lookAround(api: FirebaseApi, project: string): Promise<WebApp[]> {
  if (!(await api.project())) {
    throw new Refusal(
      `${project} is no Firebase project, and adding Firebase cannot be undone. If that is wanted, add it on https://console.firebase.google.com and run this again`,
    );
  }
  const existing = await api.idpConfig();
  if (existing) {
    throw new Refusal(
      `sign-in with Google is configured in ${project} already, with the client ${existing.clientId}, and is not to be changed. If nobody needs it, delete it on https://console.firebase.google.com/project/${project}/authentication/providers`,
    );
  }
  return await api.webApps();
}

/** What was just made can take a moment to be seen. */
async function configured(api: FirebaseApi, patience: Patience): Promise<IdpConfig | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const config = await api.idpConfig();
    if (config || attempt >= patience.attempts) return config;
    await sleep(patience.firstDelayMs * 2 ** attempt);
  }
}

function clientOf(config: IdpConfig | undefined): Client {
  const { clientId, clientSecret } = config ?? {};
  if (!clientId) throw new Refusal("Google says that it made a client, and names none");
  if (!clientSecret) {
    throw new Refusal(
      `Google does not show the secret of ${clientId}: it takes the permission firebaseauth.configs.getSecret, such as by roles/firebaseauth.admin`,
    );
  }
  return { clientId, clientSecret };
}

/** Returns once the client is proven. A new one is not known everywhere at once, so a no is asked for again. */
async function prove(client: Client, asked: FirebaseProvisioning, patience: Patience): Promise<void> {
  const calls = { ...(asked.fetch && { fetch: asked.fetch }), patience };
  for (let attempt = 1; ; attempt += 1) {
    const problem = await problemOf(client, asked.redirectUri, calls);
    if (!problem) return;
    if (attempt >= patience.attempts) throw problem;
    await sleep(patience.firstDelayMs * 2 ** attempt);
  }
}

async function problemOf(
  client: Client,
  redirectUri: string,
  calls: { fetch?: typeof fetch; patience: Patience },
): Promise<Refusal | NoAnswer | undefined> {
  const token = await probeToken({ ...client, ...calls });
  if (token.verdict === "inconclusive") return new NoAnswer(token.message);
  if (token.verdict === "rejected")
    return new Refusal(`Google made a client and does not take it: ${token.message}`);
  const redirect = await probeRedirect({ clientId: client.clientId, redirectUri, ...calls });
  if (redirect.verdict === "registered") return undefined;
  if (redirect.verdict === "inconclusive") return new NoAnswer(redirect.message);
  return new Refusal(
    `Google made a client without the redirect URI ${redirectUri}: Firebase seems to take it for a domain only`,
  );
}

function verdictOf(error: unknown): { outcome: "refused" | "inconclusive"; reason: string } {
  if (error instanceof Refusal) return { outcome: "refused", reason: `${error.message}.` };
  if (error instanceof NoAnswer) {
    return {
      outcome: "inconclusive",
      reason: `${error.message.replace(/\.$/, "")}. Nothing is known; try again later.`,
    };
  }
  throw error;
}
