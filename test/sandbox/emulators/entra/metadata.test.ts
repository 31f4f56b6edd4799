import assert from "node:assert/strict";
import { it } from "node:test";
import { deployer, type Json, tenantId, type World, world } from "./world.ts";

async function metadata({ entra }: World, origin: string): Promise<Json> {
  const response = await entra.fetch(new Request(`${origin}/metadata/endpoints?api-version=2022-09-01`));
  assert.equal(response.status, 200);
  return response.json();
}

it("the metadata document names the host that was asked, so that one port serves login and Graph", async () => {
  const w = await world();
  const document = await metadata(w, "https://localhost:4711");
  assert.equal(document.microsoftGraphResourceId, "https://localhost:4711/");
  assert.equal(document.authentication.loginEndpoint, "https://localhost:4711");

  const login = await w.entra.fetch(
    new Request(`${document.authentication.loginEndpoint}/${tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: deployer.clientId,
        client_secret: w.deployerSecret,
        grant_type: "client_credentials",
        scope: "https://localhost:4711/.default",
      }),
    }),
  );
  const { access_token: token } = (await login.json()) as Json;
  const headers = { authorization: `Bearer ${token}` };
  const list = await w.entra.fetch(
    new Request("https://localhost:4711/v1.0/applications?$top=1", { headers }),
  );
  const body = (await list.json()) as Json;
  assert.ok(body["@odata.nextLink"].startsWith("https://localhost:4711/v1.0/applications?"));
});

it("the metadata document names the public addresses when it is reached by one", async () => {
  const document = await metadata(await world(), "https://login.microsoftonline.com");
  assert.equal(document.microsoftGraphResourceId, "https://graph.microsoft.com/");
  assert.equal(document.authentication.loginEndpoint, "https://login.microsoftonline.com");
});

it("the metadata document keeps Graph and login apart under their public names", async () => {
  const { entra } = await world();
  const login = await entra.fetch(new Request("https://login.microsoftonline.com/v1.0/applications"));
  assert.equal(login.status, 404);
  const graph = await entra.fetch(
    new Request(`https://graph.microsoft.com/${tenantId}/oauth2/v2.0/token`, { method: "POST" }),
  );
  assert.equal(graph.status, 400);
});
