import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { createEntra, type EntraState } from "#sandbox/emulators/entra/entra.ts";

export const tenantId = "22222222-2222-2222-2222-222222222222";
export const deployer = {
  clientId: "33333333-3333-3333-3333-333333333333",
  objectId: "11111111-1111-1111-1111-111111111111",
};

/** What Microsoft documents as enough for our deployer. */
export const leastRoles = [
  "Application.ReadWrite.OwnedBy",
  "Application.Read.All",
  "AppRoleAssignment.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
];

/** An answer as it was parsed: the assertions are what types it. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

export interface World {
  entra: Emulator<EntraState>;
  deployerSecret: string;
  /** Moves the emulator's clock. */
  wait: (milliseconds: number) => void;
  token: (form: Record<string, string>, tenant?: string) => Promise<Answer>;
  /** Sends a request to Graph with the deployer's token, or with another one. */
  graph: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

/** A fresh tenant on a clock of its own, and a deployer that is signed in. */
export async function world(roles: readonly string[] = leastRoles): Promise<World> {
  let time = Date.parse("2026-11-23T12:00:00Z");
  const secret = `deployer-${crypto.randomUUID()}`;
  const entra = createEntra({
    tenantId,
    deployer: { ...deployer, secret, roles },
    now: () => new Date(time),
  });

  const send = async (request: Request): Promise<Answer> => {
    const response = await entra.fetch(request);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
  const token: World["token"] = (form, tenant = tenantId) =>
    send(
      new Request(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams(form),
      }),
    );
  const signIn = await token(credentials(deployer.clientId, secret));
  const authorization = `Bearer ${signIn.body.access_token}`;

  return {
    entra,
    deployerSecret: secret,
    wait: (milliseconds) => {
      time += milliseconds;
    },
    token,
    graph: (method, path, body, headers = {}) =>
      send(
        new Request(`https://graph.microsoft.com${path}`, {
          method,
          headers: { authorization, "content-type": "application/json", ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      ),
  };
}

/** The form of a client credentials request for Microsoft Graph. */
export function credentials(clientId: string, secret: string): Record<string, string> {
  return {
    client_id: clientId,
    client_secret: secret,
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
  };
}

/** An application with its service principal, made by the deployer. */
export async function appWithPrincipal(
  { graph }: World,
  displayName = APPLICATION_NAME,
): Promise<{ app: Json; principal: Json }> {
  const { body: app } = await graph("POST", "/v1.0/applications", { displayName });
  const { body: principal } = await graph("POST", "/v1.0/servicePrincipals", { appId: app.appId });
  return { app, principal };
}

/** The service principal of Microsoft Graph in the tenant. */
export async function graphPrincipal({ graph }: World): Promise<Json> {
  const { body } = await graph(
    "GET",
    "/v1.0/servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'",
  );
  return body.value[0];
}
