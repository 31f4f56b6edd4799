import type { Fleet, FleetTenant, SystemName } from "#sandbox/fleet/fleet.ts";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the assertions are what types it
  body: any;
}

/** Sends a request to the door of one system, as if it had come over the wire. */
export async function send(
  fleet: Fleet,
  system: SystemName,
  url: string,
  { headers = {}, ...init }: RequestInit = {},
): Promise<Answer> {
  const response = await fleet.systems[system].fetch(new Request(url, { ...init, headers }));
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text };
}

/** Signs in as the deployer. @param tenant id or domain of the directory */
export const signIn = ({ identities, ...fleet }: Fleet, tenant: string): Promise<Answer> =>
  send({ identities, ...fleet }, "entra", `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: identities.ARM_CLIENT_ID,
      client_secret: identities.ARM_CLIENT_SECRET,
      scope: "https://graph.microsoft.com/.default",
    }),
  });

export async function tokenFor(fleet: Fleet, { config }: FleetTenant): Promise<string> {
  return (await signIn(fleet, config.microsoft.tenantId)).body.access_token;
}

export const graph = (fleet: Fleet, token: string, path: string, body?: object): Promise<Answer> =>
  send(fleet, "entra", `https://graph.microsoft.com/v1.0${path}`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
  });

/** Asks an ERP who the integration user is. */
export const askErp = (fleet: Fleet, dns: string, key: string): Promise<Answer> =>
  send(fleet, "erp", `https://${dns}/json/2/res.users/context_get`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: "{}",
  });
