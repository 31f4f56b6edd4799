import assert from "node:assert/strict";
import { it } from "node:test";
import { appWithPrincipal, graphPrincipal, type Json, world } from "./world.ts";

const mailSend = "b633e1c5-b582-4048-a93e-9f11b44c7e96";

it("consent to delegated permissions exists once per client and resource, is changed in place and withdrawn", async () => {
  const w = await world();
  const { principal } = await appWithPrincipal(w);
  const resourceId = (await graphPrincipal(w)).id;
  const wish = { clientId: principal.id, consentType: "AllPrincipals", resourceId, scope: "openid profile" };
  const grant = await w.graph("POST", "/v1.0/oauth2PermissionGrants", wish);
  assert.equal(grant.status, 201);
  const twice = await w.graph("POST", "/v1.0/oauth2PermissionGrants", { ...wish, scope: "openid" });
  assert.equal(twice.status, 409);
  assert.equal(twice.body.error.code, "Request_MultipleObjectsWithSameKeyValue");
  assert.match(twice.body.error.message, /Permission entry already exists/);

  const path = `/v1.0/oauth2PermissionGrants/${grant.body.id}`;
  assert.equal((await w.graph("PATCH", path, { scope: "openid" })).status, 204);
  assert.equal((await w.graph("PATCH", path, { clientId: resourceId })).status, 400);
  assert.equal((await w.graph("GET", path)).body.scope, "openid");
  const lists = [
    `/v1.0/oauth2PermissionGrants?$filter=clientId eq '${principal.id}' and principalId eq null`,
    `/v1.0/servicePrincipals/${principal.id}/oauth2PermissionGrants`,
  ];
  for (const list of lists) {
    const { body } = await w.graph("GET", list);
    assert.deepEqual(
      body.value.map(({ id }: Json) => id),
      [grant.body.id],
    );
  }
  assert.equal((await w.graph("DELETE", path)).status, 204);
  assert.equal((await w.graph("GET", path)).status, 404);
  const again = await w.graph("POST", "/v1.0/oauth2PermissionGrants", wish);
  assert.equal(again.body.id, grant.body.id, "the id is made of both ends' ids");
});

it("consent to delegated permissions of one user stands beside the tenant-wide one", async () => {
  const w = await world();
  const { principal } = await appWithPrincipal(w);
  const [user] = Object.keys(w.entra.state.users);
  const wish = { clientId: principal.id, resourceId: (await graphPrincipal(w)).id, scope: "openid" };
  const post = (more: Json) => w.graph("POST", "/v1.0/oauth2PermissionGrants", { ...wish, ...more });
  assert.equal((await post({ consentType: "AllPrincipals" })).status, 201);
  assert.equal((await post({ consentType: "Principal", principalId: user })).status, 201);
  assert.equal((await post({ consentType: "Principal", principalId: user })).status, 409);
  assert.equal((await post({ consentType: "Principal" })).status, 400);
  const { body } = await w.graph("GET", `/v1.0/oauth2PermissionGrants?$filter=principalId eq '${user}'`);
  assert.equal(body.value.length, 1);
});

it("consent to delegated permissions needs both ends to exist", async () => {
  const w = await world();
  const resourceId = (await graphPrincipal(w)).id;
  const clientId = crypto.randomUUID();
  const wish = { clientId, consentType: "AllPrincipals", resourceId, scope: "openid" };
  const { status, body } = await w.graph("POST", "/v1.0/oauth2PermissionGrants", wish);
  assert.equal(status, 400);
  assert.match(
    body.error.message,
    /does not exist or one of its queried reference-property objects are not present/,
  );
});

it("consent to application permissions exists once, is seen from both ends and withdrawn", async () => {
  const w = await world();
  const { principal } = await appWithPrincipal(w);
  const resourceId = (await graphPrincipal(w)).id;
  const path = `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`;
  const wish = { appRoleId: mailSend, principalId: principal.id, resourceId };
  const made = await w.graph("POST", path, wish);
  assert.equal(made.status, 201);
  assert.equal(made.body.principalDisplayName, "CID ERP");
  assert.equal(made.body.resourceDisplayName, "Microsoft Graph");
  const twice = await w.graph("POST", path, wish);
  assert.equal(twice.status, 400);
  assert.match(twice.body.error.message, /Permission being assigned already exists on the object/);

  const fromPrincipal = await w.graph("GET", `/v1.0/servicePrincipals/${principal.id}/appRoleAssignments`);
  assert.deepEqual(
    fromPrincipal.body.value.map(({ id }: Json) => id),
    [made.body.id],
  );
  const filtered = await w.graph("GET", `${path}?$filter=principalId eq '${principal.id}'`);
  assert.deepEqual(
    filtered.body.value.map(({ id }: Json) => id),
    [made.body.id],
  );
  assert.equal(
    (await w.graph("GET", `/v1.0/servicePrincipals/${principal.id}/appRoleAssignedTo/${made.body.id}`))
      .status,
    404,
  );
  assert.equal((await w.graph("DELETE", `${path}/${made.body.id}`)).status, 204);
  assert.equal((await w.graph("GET", `${path}/${made.body.id}`)).status, 404);
});

it("consent to application permissions is refused for a delegated permission's id, an unknown principal and another resource than the path's", async () => {
  const w = await world();
  const { principal } = await appWithPrincipal(w);
  const resourceId = (await graphPrincipal(w)).id;
  const path = `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`;
  const text = async (more: Json) => {
    const wish = { appRoleId: mailSend, principalId: principal.id, resourceId, ...more };
    const { status, body } = await w.graph("POST", path, wish);
    assert.equal(status, 400);
    return body.error.message;
  };
  const delegated = "e383f46e-2787-4529-855e-0e479a3ffac0";
  assert.match(
    await text({ appRoleId: delegated }),
    /Permission being assigned was not found on application/,
  );
  assert.match(await text({ principalId: crypto.randomUUID() }), /Not a valid reference update/);
  assert.match(await text({ resourceId: principal.id }), /resourceId/);
  assert.deepEqual(
    (await w.graph("GET", `/v1.0/servicePrincipals/${principal.id}/appRoleAssignments`)).body.value,
    [],
  );
});
