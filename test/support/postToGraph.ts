import assert from "node:assert/strict";
import type { Tenant } from "#sandbox/tenant.ts";

// biome-ignore lint/suspicious/noExplicitAny: what Graph answers is looked into by tests only
type Json = any;

/**
 * Signs in to an emulated Entra as the deployer, and returns what posts to its Graph.
 *
 * @returns post(path, content): the answer; fails where Graph refuses
 */
export async function postToGraph(
  { entra, identities }: Pick<Tenant, "entra" | "identities">,
  tenantId: string,
): Promise<(path: string, content: object) => Promise<Json>> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: identities.ARM_CLIENT_ID ?? "",
    client_secret: identities.ARM_CLIENT_SECRET ?? "",
    scope: "https://graph.microsoft.com/.default",
  });
  const url = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  const signIn = await entra.fetch(new Request(url, { method: "POST", body }));
  const { access_token } = (await signIn.json()) as { access_token: string };
  return async (path, content) => {
    const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(content) };
    const response = await entra.fetch(new Request(`https://graph.microsoft.com/v1.0${path}`, request));
    const answer = await response.json();
    assert.ok(response.ok, JSON.stringify(answer));
    return answer;
  };
}
