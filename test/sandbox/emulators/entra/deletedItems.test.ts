import assert from "node:assert/strict";
import { it } from "node:test";
import { appWithPrincipal, credentials, graphPrincipal, type Json, world } from "./world.ts";

it("a deleted application waits among the deleted items, without service principal and consents, and comes back with its secrets", async () => {
  const w = await world();
  const { app, principal } = await appWithPrincipal(w);
  const { body: secret } = await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {});
  const resourceId = (await graphPrincipal(w)).id;
  const grant = await w.graph("POST", "/v1.0/oauth2PermissionGrants", {
    clientId: principal.id,
    consentType: "AllPrincipals",
    resourceId,
    scope: "openid",
  });
  const assignment = await w.graph("POST", `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`, {
    appRoleId: "b633e1c5-b582-4048-a93e-9f11b44c7e96",
    principalId: principal.id,
    resourceId,
  });
  assert.equal((await w.graph("DELETE", `/v1.0/applications/${app.id}`)).status, 204);

  const gone = [
    `/v1.0/applications/${app.id}`,
    `/v1.0/servicePrincipals/${principal.id}`,
    `/v1.0/oauth2PermissionGrants/${grant.body.id}`,
    `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo/${assignment.body.id}`,
  ];
  for (const path of gone) assert.equal((await w.graph("GET", path)).status, 404, path);
  const listed = await w.graph("GET", "/v1.0/directory/deletedItems/microsoft.graph.application");
  assert.deepEqual(
    listed.body.value.map(({ id }: Json) => id),
    [app.id],
  );
  const item = await w.graph("GET", `/v1.0/directory/deletedItems/${app.id}`);
  assert.equal(item.body["@odata.type"], "#microsoft.graph.application");
  assert.equal(item.body.deletedDateTime, "2026-11-23T12:00:00.000Z");

  const restored = await w.graph("POST", `/v1.0/directory/deletedItems/${app.id}/restore`);
  assert.equal(restored.status, 200);
  assert.equal(restored.body.deletedDateTime, null);
  const back = await w.graph("GET", `/v1.0/applications/${app.id}`);
  assert.equal(back.body.appId, app.appId);
  assert.equal(back.body["@odata.type"], undefined);
  assert.equal((await w.graph("GET", `/v1.0/servicePrincipals/${principal.id}`)).status, 200);
  assert.equal((await w.token(credentials(app.appId, secret.secretText))).status, 200);
  assert.equal(
    (await w.graph("GET", `/v1.0/oauth2PermissionGrants/${grant.body.id}`)).status,
    404,
    "consent is given anew",
  );
  assert.equal((await w.graph("GET", `/v1.0/directory/deletedItems/${app.id}`)).status, 404);
});

it("a deleted application is gone for good after it was deleted once more", async () => {
  const w = await world();
  const { app, principal } = await appWithPrincipal(w);
  const { body: secret } = await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {});
  await w.graph("DELETE", `/v1.0/applications/${app.id}`);
  assert.equal((await w.graph("DELETE", `/v1.0/directory/deletedItems/${app.id}`)).status, 204);
  assert.equal((await w.graph("POST", `/v1.0/directory/deletedItems/${app.id}/restore`)).status, 404);
  assert.deepEqual(w.entra.state.deletedItems, {});
  for (const map of [w.entra.state.owners, w.entra.state.credentialHashes]) {
    for (const id of [app.id, principal.id, secret.keyId]) assert.ok(!(id in map));
  }
});

it("a deleted application is not restored as a service principal when a new one has taken the name", async () => {
  const w = await world();
  const { app, principal } = await appWithPrincipal(w);
  await w.graph("DELETE", `/v1.0/servicePrincipals/${principal.id}`);
  await w.graph("POST", "/v1.0/servicePrincipals", { appId: app.appId });
  const { status, body } = await w.graph("POST", `/v1.0/directory/deletedItems/${principal.id}/restore`);
  assert.equal(status, 409);
  assert.equal(body.error.code, "Request_MultipleObjectsWithSameKeyValue");
});
