import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { isIP } from "node:net";
import type { Emulator } from "../core/emulator.ts";
import { type Deed, record } from "./auditLog.ts";
import { hashOf, newClientId, newClientSecret, newUniqueId } from "./credentials.ts";
import { type Brand, findProject, type GoogleState, type OAuthClient } from "./state.ts";

type Google = Emulator<GoogleState>;

/** What the console lets a person download, once. */
export interface ClientDownload {
  /** `client_secret_<client id>.json` */
  fileName: string;
  /** The parsed content: one key, `web` or `installed`. */
  content: { web: ClientFields } | { installed: ClientFields };
  clientId: string;
  clientSecret: string;
}

export interface ClientFields {
  client_id: string;
  project_id: string;
  auth_uri: string;
  token_uri: string;
  auth_provider_x509_cert_url: string;
  client_secret: string;
  redirect_uris?: string[];
  javascript_origins?: string[];
}

export interface NewClient extends Deed {
  /** Project id or number. */
  project: string;
  name: string;
  redirectUris: readonly string[];
  javascriptOrigins?: readonly string[];
  /** "web" is "Web application", "installed" is "Desktop app". */
  type?: "web" | "installed";
}

/** "Create OAuth client ID". @throws when the console would not let the form through. */
export function createWebClient(google: Google, asked: NewClient): ClientDownload {
  const project = findProject(google.state, asked.project);
  if (!project) throw new Error(`No project ${asked.project}.`);
  assertRedirectUris(asked.redirectUris, asked.type);
  const client: OAuthClient = {
    clientId: newClientId(project.projectNumber),
    projectId: project.projectId,
    name: asked.name,
    type: asked.type ?? "web",
    redirectUris: [...asked.redirectUris],
    javascriptOrigins: [...(asked.javascriptOrigins ?? [])],
    secrets: [],
    status: "active",
    unauthorized: false,
    created: (asked.now ?? new Date()).toISOString(),
  };
  google.state.oauthClients[client.clientId] = client;
  google.faults.created(`client:${client.clientId}`);
  record(google, client, "CreateClient", asked);
  return newSecret(google, client, asked);
}

/** "Add secret": shown now and never again. @throws at the third one. */
export function addSecret(google: Google, clientId: string, deed: Deed = {}): ClientDownload {
  const client = clientOf(google, clientId);
  if (client.secrets.length >= 2) throw new Error("A client can have at most two secrets.");
  record(google, client, "AddClientSecret", deed);
  return newSecret(google, client, deed);
}

function newSecret(google: Google, client: OAuthClient, { now = new Date() }: Deed): ClientDownload {
  const { clientId } = client;
  const clientSecret = newClientSecret();
  google.secrets.add(clientSecret);
  client.secrets.push({
    hash: hashOf(clientSecret),
    last4: clientSecret.slice(-4),
    enabled: true,
    created: now.toISOString(),
  });
  const fields: ClientFields = {
    client_id: clientId,
    project_id: client.projectId,
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: "https://oauth2.googleapis.com/token",
    auth_provider_x509_cert_url: "https://www.googleapis.com/oauth2/v1/certs",
    client_secret: clientSecret,
    ...(client.redirectUris.length > 0 && { redirect_uris: [...client.redirectUris] }),
    ...(client.javascriptOrigins.length > 0 && { javascript_origins: [...client.javascriptOrigins] }),
  };
  const content = client.type === "web" ? { web: fields } : { installed: fields };
  return { fileName: `client_secret_${clientId}.json`, content, clientId, clientSecret };
}

/** Disables the secret that ends with these four characters; reversible. */
export function disableSecret(google: Google, clientId: string, last4: string, deed: Deed = {}): void {
  secretOf(google, clientId, last4).enabled = false;
  record(google, clientOf(google, clientId), "DisableClientSecret", deed);
}

export function enableSecret(google: Google, clientId: string, last4: string, deed: Deed = {}): void {
  secretOf(google, clientId, last4).enabled = true;
  record(google, clientOf(google, clientId), "EnableClientSecret", deed);
}

/** Deletes a secret for good. @throws while it is enabled. */
export function deleteSecret(google: Google, clientId: string, last4: string, deed: Deed = {}): void {
  const secret = secretOf(google, clientId, last4);
  if (secret.enabled) throw new Error("Disable the secret before you delete it.");
  const client = clientOf(google, clientId);
  client.secrets = client.secrets.filter((other) => other !== secret);
  record(google, client, "DeleteClientSecret", deed);
}

/** Deletes a client; it can be restored for 30 days. */
export function deleteClient(google: Google, clientId: string, deed: Deed = {}): void {
  const client = clientOf(google, clientId);
  client.status = "deleted";
  record(google, client, "DeleteClient", deed);
}

/** The page "Deleted credentials". */
export function restoreClient(google: Google, clientId: string, deed: Deed = {}): void {
  const client = clientOf(google, clientId);
  client.status = "active";
  record(google, client, "UndeleteClient", deed);
}

/** Replaces the redirect URIs; with `settings.redirectPropagation` the old ones go on for that many requests. */
export function setRedirectUris(
  google: Google,
  clientId: string,
  redirectUris: readonly string[],
  deed: Deed = {},
): void {
  const client = clientOf(google, clientId);
  assertRedirectUris(redirectUris, client.type);
  const requestsLeft = google.state.settings.redirectPropagation;
  const before = client.pending?.redirectUris ?? client.redirectUris;
  if (requestsLeft > 0) client.pending = { redirectUris: [...before], requestsLeft };
  client.redirectUris = [...redirectUris];
  record(google, client, "UpdateClient", deed);
}

/** The pages "Branding", "Audience" and "Data access". */
export function configureConsentScreen(google: Google, projectId: string, brand: Brand): void {
  google.state.brands[projectId] = brand;
}

/** A person has signed in and consented: the refresh token that the application then holds. */
export function giveConsent(
  google: Google,
  consent: { clientId: string; email: string; scopes: readonly string[] },
): string {
  clientOf(google, consent.clientId);
  const refreshToken = `1//0${randomBytes(48).toString("base64url")}`;
  google.secrets.add(refreshToken);
  google.state.consents[hashOf(refreshToken)] = { ...consent, scopes: [...consent.scopes], revoked: false };
  return refreshToken;
}

/** Creates a service account with roles on its project, and a key for it, as the console downloads it. */
export function createServiceAccountKey(
  google: Google,
  asked: { project: string; name: string; roles: readonly string[] },
): Record<string, string> {
  const project = findProject(google.state, asked.project);
  if (!project) throw new Error(`No project ${asked.project}.`);
  const email = `${asked.name}@${project.projectId}.iam.gserviceaccount.com`;
  const keyId = randomUUID().replaceAll("-", "");
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  google.secrets.add(privateKey);
  const account = google.state.serviceAccounts[email];
  google.state.serviceAccounts[email] = {
    email,
    projectId: project.projectId,
    roles: [...asked.roles],
    keys: { ...account?.keys, [keyId]: publicKey },
    uniqueId: account?.uniqueId ?? newUniqueId(),
    displayName: asked.name,
    description: "",
    disabled: false,
  };
  return {
    type: "service_account",
    project_id: project.projectId,
    private_key_id: keyId,
    private_key: privateKey,
    client_email: email,
    token_uri: "https://oauth2.googleapis.com/token",
    universe_domain: "googleapis.com",
  };
}

function clientOf(google: Google, clientId: string): OAuthClient {
  const client = google.state.oauthClients[clientId];
  if (!client) throw new Error(`No OAuth client ${clientId}.`);
  return client;
}

function secretOf(google: Google, clientId: string, last4: string) {
  const secret = clientOf(google, clientId).secrets.find((candidate) => candidate.last4 === last4);
  if (!secret) throw new Error(`No secret ending with ${last4}.`);
  return secret;
}

function assertRedirectUris(uris: readonly string[], type: "web" | "installed" = "web"): void {
  for (const uri of type === "web" ? uris : []) {
    const problem = redirectUriProblem(uri);
    if (problem) throw new Error(`Invalid Redirect: ${uri}: ${problem}`);
  }
}

/**
 * What the console says about a redirect URI that it does not take (https://support.google.com/cloud/answer/15549257).
 * Its public-suffix check is left out, so that reserved names such as `.example` and `.test` can be used here.
 */
function redirectUriProblem(uri: string): string | undefined {
  if (!URL.canParse(uri)) return "must be a valid URI.";
  const url = new URL(uri);
  const local = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  if (uri.includes("*")) return "cannot contain a wildcard.";
  if (url.hash || uri.includes("#")) return "cannot contain a fragment.";
  if (url.username || url.password) return "cannot contain user information.";
  if (local) return undefined;
  if (url.protocol !== "https:") return "must use https.";
  if (isIP(url.hostname.replace(/^\[|\]$/g, ""))) return "cannot be an IP address.";
  if (!url.hostname.includes(".")) return "must end with a public top-level domain (such as .com or .org).";
  return undefined;
}
