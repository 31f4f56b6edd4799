import assert from "node:assert/strict";
import { it } from "node:test";
import { createClientByHand } from "#sandbox/console.ts";
import { createFleet } from "#sandbox/fleet/fleet.ts";
import { askErp, graph, send, signIn, tokenFor } from "./support.ts";

it("The directories of many tenants know one deployer, and each issues tokens of its own, asked for by id or by domain", async () => {
  const fleet = createFleet(3);
  for (const { config, domain } of fleet.tenants) {
    const { tenantId } = config.microsoft;
    for (const name of [tenantId, tenantId.toUpperCase(), domain]) {
      const { status, body } = await signIn(fleet, name);
      assert.equal(status, 200, JSON.stringify(body));
      const filter = encodeURIComponent(`appId eq '${fleet.identities.ARM_CLIENT_ID}'`);
      const found = await graph(fleet, body.access_token, `/servicePrincipals?$filter=${filter}`);
      assert.equal(found.body.value[0].appOwnerOrganizationId, tenantId);
    }
  }
});

it("The directories of many tenants keep what is made in one of them to themselves", async () => {
  const fleet = createFleet(2);
  const [first, second] = await Promise.all(fleet.tenants.map((tenant) => tokenFor(fleet, tenant)));
  const made = await graph(fleet, first ?? "", "/applications", { displayName: "CID ERP" });
  assert.equal(made.status, 201);
  assert.equal((await graph(fleet, first ?? "", `/applications/${made.body.id}`)).status, 200);
  assert.equal((await graph(fleet, second ?? "", `/applications/${made.body.id}`)).status, 404);
});

it("The directories of many tenants refuse a token that claims to be of another tenant", async () => {
  const fleet = createFleet(2);
  const [header, payload = "", signature] = (await tokenFor(fleet, fleet.tenants[0])).split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  claims.tid = fleet.tenants[1]?.config.microsoft.tenantId;
  const forged = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${signature}`;
  assert.equal((await graph(fleet, forged, "/organization")).status, 401);
});

it("The directories of many tenants say in Microsoft's words that nobody has such a tenant, or that there is no token", async () => {
  const fleet = createFleet(2);
  const { status, body } = await signIn(fleet, "11111111-2222-4333-8444-555555555555");
  assert.equal(status, 400);
  assert.match(body.error_description, /^AADSTS90002: Tenant '1{8}-/);
  for (const token of ["", "no token"])
    assert.equal((await graph(fleet, token, "/organization")).body.error.code, "InvalidAuthenticationToken");
});

it("The ERPs of many tenants are told apart by their host, and take nobody else's key", async () => {
  const fleet = createFleet(2);
  const [one, other] = fleet.tenants;
  assert.ok(other);
  for (const [{ config }, { erpApiKey }, status] of [
    [one, one, 200],
    [other, other, 200],
    [one, other, 401],
    [other, one, 401],
  ] as const)
    assert.equal((await askErp(fleet, config.dns, erpApiKey)).status, status);
});

it("The ERPs of many tenants are not there under a name that nobody has", async () => {
  assert.equal((await askErp(createFleet(1), "nobody.cid-erp.app", "key")).status, 404);
});

const fleet = createFleet(2);
const clients = fleet.tenants.map(({ google, config }) => createClientByHand(google, config));
const probe = (clientId: string, secret: string) =>
  send(fleet, "google", "https://oauth2.googleapis.com/token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: "none",
      client_id: clientId,
      client_secret: secret,
    }),
  });

it("The one Google of many tenants tells the clients of their projects apart, by secret and by redirect URI", async () => {
  for (const own of clients)
    for (const other of clients) {
      const { body } = await probe(own.clientId, other.clientSecret);
      assert.equal(body.error, own === other ? "invalid_grant" : "invalid_client");
    }
  const seen = await Promise.all(
    fleet.tenants.map(({ config }) => {
      const query = new URLSearchParams({
        client_id: clients[0]?.clientId ?? "",
        redirect_uri: `https://${config.dns}/oauth2/retrieve_token`,
        response_type: "code",
        scope: "openid",
      });
      const url = `https://accounts.google.com/o/oauth2/v2/auth?${query}`;
      return fleet.systems.google.fetch(new Request(url)).then(({ headers }) => headers.get("location"));
    }),
  );
  assert.match(seen[0] ?? "", /\/v3\/signin\/identifier/);
  assert.match(seen[1] ?? "", /\/signin\/oauth\/error/);
});

it("The one Google of many tenants keeps a project for each of them, under its id and its number", async () => {
  const headers = { authorization: `Bearer ${fleet.identities.GOOGLE_OAUTH_ACCESS_TOKEN}` };
  for (const { config, projectNumber } of fleet.tenants)
    for (const name of [config.google.project, projectNumber]) {
      const url = `https://cloudresourcemanager.googleapis.com/v1/projects/${name}`;
      const { body } = await send(fleet, "google", url, { headers });
      assert.equal(body.projectId, config.google.project);
    }
});

it("The sizes of a fleet begin at one tenant", () => {
  assert.equal(createFleet(1).tenants.length, 1);
  for (const size of [0, -1]) assert.throws(() => createFleet(size), { name: "RangeError" });
});
