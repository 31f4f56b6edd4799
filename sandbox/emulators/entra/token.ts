import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { refusal, TokenError } from "./aadsts.ts";
import type { TokenAuthority } from "./accessToken.ts";
import { checkAssertion } from "./assertion.ts";
import { applicationByAppId, type Directory, servicePrincipalByAppId, sha256 } from "./directory.ts";
import type { Application, EntraState, PasswordCredential, ServicePrincipal } from "./state.ts";

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

interface Client {
  appId: string;
  displayName: string;
  application: Application | undefined;
  servicePrincipal: ServicePrincipal | undefined;
}

/** Answers POST /{tenant}/oauth2/v2.0/token for the client credentials grant. */
export async function answerTokenRequest(
  request: Request,
  tenant: string,
  directory: Directory,
  authority: TokenAuthority,
): Promise<Response> {
  try {
    const form = new URLSearchParams(await request.text());
    return Response.json(grant(form, new URL(request.url), tenant, directory, authority));
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return Response.json(error.body(directory.now()), { status: error.status });
  }
}

function grant(
  form: URLSearchParams,
  url: URL,
  tenant: string,
  directory: Directory,
  authority: TokenAuthority,
): unknown {
  const { state } = directory;
  requireTenant(state, tenant);
  const grantType = required(form, "grant_type");
  const clientId = required(form, "client_id");
  if (grantType !== "client_credentials") throw refusal.unsupportedGrant(grantType);
  const audience = requestedAudience(required(form, "scope"));

  const client = findClient(state, clientId);
  if (client.servicePrincipal?.accountEnabled === false) throw refusal.disabled(clientId, client.displayName);
  authenticate(form, url, tenant, client, directory);
  if (!client.servicePrincipal) throw refusal.noServicePrincipal(clientId, state.tenant.id);
  const resource = findResource(state, audience, url);

  const { accessToken, expiresIn } = authority.issue({
    tenantId: state.tenant.id,
    audience,
    appDisplayName: client.displayName,
    appId: client.appId,
    objectId: client.servicePrincipal.id,
    roles: grantedRoles(state, client.servicePrincipal, resource),
  });
  directory.secrets.add(accessToken);
  return {
    token_type: "Bearer",
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    access_token: accessToken,
  };
}

function requireTenant(state: EntraState, tenant: string): void {
  const wanted = tenant.toLowerCase();
  if ([state.tenant.id, state.tenant.domain].some((name) => name.toLowerCase() === wanted)) return;
  throw GUID.test(tenant) || tenant.includes(".")
    ? refusal.unknownTenant(tenant)
    : refusal.malformedTenant(tenant);
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw refusal.missing(name);
  return value;
}

function requestedAudience(scope: string): string {
  const scopes = scope.split(/\s+/).filter((part) => part !== "");
  const [only = ""] = scopes;
  if (scopes.length > 1) throw refusal.severalScopes(scope);
  if (!only.endsWith("/.default")) throw refusal.notDefaultScope(scope);
  return only.slice(0, -"/.default".length).replace(/\/$/, "");
}

function findClient(state: EntraState, clientId: string): Client {
  const application = applicationByAppId(state, clientId);
  const servicePrincipal = servicePrincipalByAppId(state, clientId);
  if (!application && !servicePrincipal) throw refusal.unknownClient(clientId, state.tenant.displayName);
  const appId = application?.appId ?? servicePrincipal?.appId ?? clientId;
  const displayName = String(application?.displayName ?? servicePrincipal?.["displayName"] ?? appId);
  return { appId, displayName, application, servicePrincipal };
}

function authenticate(
  form: URLSearchParams,
  url: URL,
  tenant: string,
  client: Client,
  directory: Directory,
): void {
  const secret = form.get("client_secret");
  const assertion = form.get("client_assertion");
  if (assertion) {
    if (form.get("client_assertion_type") !== JWT_BEARER) throw refusal.missing("client_assertion_type");
    if (!client.application) throw refusal.badSignature("The key was not found.");
    const bases = [`https://${url.host}`, "https://login.microsoftonline.com"];
    const paths = [`/${tenant}/oauth2/v2.0/token`, `/${tenant}/v2.0`];
    checkAssertion(assertion, {
      state: directory.state,
      application: client.application,
      now: directory.now(),
      endpoints: bases.flatMap((base) => paths.map((path) => base + path)),
    });
    return;
  }
  if (!secret) throw refusal.noCredential();
  checkSecret(secret, client, directory);
}

function checkSecret(secret: string, client: Client, { state, now }: Directory): void {
  const credentials: PasswordCredential[] = [
    ...(client.application?.passwordCredentials ?? []),
    ...(client.servicePrincipal?.passwordCredentials ?? []),
  ];
  const hash = sha256(secret);
  const credential = credentials.find(({ keyId }) => state.credentialHashes[keyId]?.sha256 === hash);
  const twin = credential && state.credentialHashes[credential.keyId];
  if (!twin) throw refusal.wrongSecret(client.appId);
  if (twin.refusals > 0) {
    twin.refusals -= 1;
    throw refusal.wrongSecret(client.appId);
  }
  if (now().getTime() < Date.parse(twin.usableFrom)) throw refusal.wrongSecret(client.appId);
  if (Date.parse(credential.endDateTime) <= now().getTime()) throw refusal.expiredSecret(client.appId);
}

function findResource(state: EntraState, audience: string, url: URL): ServicePrincipal {
  // Reached as a metadata host, the emulator is Graph under its own address.
  const graph = audience === `https://${url.host}` ? servicePrincipalByAppId(state, GRAPH_APP_ID) : undefined;
  const resource =
    graph ??
    Object.values(state.servicePrincipals).find((principal) =>
      principal.servicePrincipalNames.some((name) => name.replace(/\/$/, "") === audience),
    );
  if (!resource) throw refusal.unknownResource(audience, state.tenant.displayName);
  return resource;
}

/** Names of the application permissions that somebody consented to. */
function grantedRoles(state: EntraState, client: ServicePrincipal, resource: ServicePrincipal): string[] {
  const appRoles = (resource["appRoles"] ?? []) as { id: string; value: string }[];
  const granted = Object.values(state.appRoleAssignments).filter(
    ({ principalId, resourceId }) => principalId === client.id && resourceId === resource.id,
  );
  return granted.flatMap(({ appRoleId }) => appRoles.find(({ id }) => id === appRoleId)?.value ?? []);
}
