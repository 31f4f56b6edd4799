import { createHash, randomUUID, sign } from "node:crypto";
import { readCertificate } from "#clients/entra/certificate.ts";
import { send } from "../bridge/http.ts";
import { type Json, record } from "../bridge/values.ts";
import type { Settings } from "./settings.ts";

export interface Cloud {
  /** Without a trailing slash. */
  graph: string;
  login: string;
}

export interface Token {
  value: string;
  expiresAt: number;
  /** Object id of the caller, when the token says so. */
  objectId: string | undefined;
}

const PUBLIC_CLOUD: Cloud = {
  graph: "https://graph.microsoft.com",
  login: "https://login.microsoftonline.com",
};

const JSON_HEADERS = { accept: "application/json" };

/** Where Graph and the login service are: from the metadata document of a host, or the public ones. */
export async function discoverCloud(metadataHost: string | undefined): Promise<Cloud> {
  if (!metadataHost) return PUBLIC_CLOUD;
  const url = `https://${metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const answer = await send({ method: "GET", url, headers: JSON_HEADERS });
  const document = record(answer.body);
  const graph = document["microsoftGraphResourceId"];
  const login = record(document["authentication"])["loginEndpoint"];
  if (answer.status !== 200 || typeof graph !== "string" || typeof login !== "string")
    throw new Error(
      `retrieving environments from Azure MetaData service at ${metadataHost}: got ${answer.status}`,
    );
  return { graph: graph.replace(/\/$/, ""), login };
}

/** Gets a token by client credentials: a secret, or the assertion of a federated identity. */
export async function signIn(settings: Settings, cloud: Cloud): Promise<Token> {
  const form = new URLSearchParams({ client_id: settings.clientId });
  const { credential } = settings;
  const endpoint = `${cloud.login}/${settings.tenantId}/oauth2/v2.0/token`;
  if ("secret" in credential) form.set("client_secret", credential.secret);
  else {
    form.set("client_assertion", await assertionFor(settings, endpoint));
    form.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  }
  form.set("grant_type", "client_credentials");
  form.set("scope", `${cloud.graph}/.default`);
  const answer = await send({
    method: "POST",
    url: endpoint,
    headers: { ...JSON_HEADERS, "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  const body = record(answer.body);
  const value = body["access_token"];
  if (answer.status !== 200 || typeof value !== "string") throw refused(answer.status, body);
  const claims = claimsOf(value);
  return {
    value,
    expiresAt: Date.now() + Number(body["expires_in"] ?? 0) * 1000,
    objectId: typeof claims["oid"] === "string" ? claims["oid"] : undefined,
  };
}

async function assertionFor({ clientId, credential }: Settings, endpoint: string): Promise<string> {
  if ("assertion" in credential) return credential.assertion;
  if ("assertionUrl" in credential) return await fetchAssertion(credential);
  if (!("certificatePath" in credential)) throw new Error("internal error: a secret is no assertion");
  const { key, certificate } = await readCertificate(
    credential.certificatePath,
    credential.certificatePassword,
  );
  const now = Math.floor(Date.now() / 1000);
  // Upstream names the certificate in "kid", by its SHA-1 in base64 with padding, where we name it in "x5t#S256".
  const kid = createHash("sha1")
    .update(certificate.raw)
    .digest("base64")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
  const content = [
    { alg: "RS256", typ: "JWT", kid },
    { aud: endpoint, exp: now + 3600, iss: clientId, jti: randomUUID(), nbf: now, sub: clientId },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

async function fetchAssertion(source: { assertionUrl: string; assertionToken: string }): Promise<string> {
  const url = new URL(source.assertionUrl);
  if (!url.searchParams.has("audience")) url.searchParams.set("audience", "api://AzureADTokenExchange");
  const headers = { ...JSON_HEADERS, authorization: `Bearer ${source.assertionToken}` };
  const answer = await send({ method: "GET", url: url.href, headers });
  const value = record(answer.body)["value"];
  if (typeof value !== "string")
    throw new Error(`requesting an OIDC token: received HTTP status ${answer.status}`);
  return value;
}

function refused(status: number, body: Json): Error {
  const said = [body["error"], body["error_description"]].filter(Boolean).join(": ");
  return new Error(
    `unable to build authorizer for Microsoft Graph API: clientCredentialsToken: received HTTP status ${status} with response: ${said}`,
  );
}

function claimsOf(token: string): Json {
  const [, payload] = token.split(".");
  try {
    return record(JSON.parse(Buffer.from(payload ?? "", "base64url").toString("utf8")));
  } catch {
    throw new Error("could not parse claims in the access token");
  }
}
