import assert from "node:assert/strict";
import { it } from "node:test";
import { appWithPrincipal, graphPrincipal, type Json, type World, world } from "./world.ts";

async function statuses({ graph }: World, path: string, times: number): Promise<number[]> {
  const seen: number[] = [];
  for (let i = 0; i < times; i++) seen.push((await graph("GET", path)).status);
  return seen;
}

it("replication hides a new application from its next reads, by id and in lists", async () => {
  const w = await world();
  w.entra.faults.readsBeforeVisible = 2;
  const { body: app } = await w.graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  assert.deepEqual(await statuses(w, `/v1.0/applications/${app.id}`, 3), [404, 404, 200]);

  const { body: second } = await w.graph("POST", "/v1.0/applications", { displayName: "Second" });
  const found = async () =>
    (await w.graph("GET", "/v1.0/applications?$filter=displayName eq 'Second'")).body.value.length;
  assert.deepEqual([await found(), await found(), await found()], [0, 0, 1]);
  assert.equal((await w.graph("PATCH", `/v1.0/applications/${second.id}`, { notes: "x" })).status, 204);
});

it("replication makes writes to a new application fail too, as the real one does", async () => {
  const w = await world();
  w.entra.faults.readsBeforeVisible = 1;
  const { body: app } = await w.graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  const add = async () => (await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {})).status;
  assert.deepEqual([await add(), await add()], [404, 200]);
});

it("replication lets no service principal be made for an application that is not visible yet", async () => {
  const w = await world();
  w.entra.faults.readsBeforeVisible = 1;
  const { body: app } = await w.graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  const make = () => w.graph("POST", "/v1.0/servicePrincipals", { appId: app.appId });
  const refused = await make();
  assert.equal(refused.status, 400);
  assert.match(refused.body.error.message, /does not reference a valid application object/);
  assert.equal((await make()).status, 201);
});

it("replication hides a new secret from reads of its application, without harm to the old one", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const path = `/v1.0/applications/${app.id}`;
  await w.graph("POST", `${path}/addPassword`, {});
  w.entra.faults.readsBeforeVisible = 1;
  const { body: secret } = await w.graph("POST", `${path}/addPassword`, {});
  const keys = async () =>
    (await w.graph("GET", path)).body.passwordCredentials.map(({ keyId }: Json) => keyId);
  assert.equal((await keys()).length, 1);
  assert.ok((await keys()).includes(secret.keyId));
});

it("replication hides new service principals, grants and assignments from their next reads", async () => {
  const w = await world();
  const { principal } = await appWithPrincipal(w);
  const { body: other } = await w.graph("POST", "/v1.0/applications", { displayName: "Other" });
  const resourceId = (await graphPrincipal(w)).id;
  w.entra.faults.readsBeforeVisible = 1;
  const made = await w.graph("POST", "/v1.0/servicePrincipals", { appId: other.appId });
  assert.deepEqual(await statuses(w, `/v1.0/servicePrincipals/${made.body.id}`, 2), [404, 200]);
  const grant = await w.graph("POST", "/v1.0/oauth2PermissionGrants", {
    clientId: principal.id,
    consentType: "AllPrincipals",
    resourceId,
    scope: "openid",
  });
  assert.deepEqual(await statuses(w, `/v1.0/oauth2PermissionGrants/${grant.body.id}`, 2), [404, 200]);
  const path = `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`;
  const assignment = await w.graph("POST", path, {
    appRoleId: "b633e1c5-b582-4048-a93e-9f11b44c7e96",
    principalId: principal.id,
    resourceId,
  });
  assert.deepEqual(await statuses(w, `${path}/${assignment.body.id}`, 2), [404, 200]);
});
