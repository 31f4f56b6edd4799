import assert from "node:assert/strict";
import { it } from "node:test";
import {
  appWithPrincipal,
  credentials,
  deployer,
  graphPrincipal,
  type Json,
  leastRoles,
  type World,
  world,
} from "./world.ts";

const mailSend = "b633e1c5-b582-4048-a93e-9f11b44c7e96";

function assertDenied(answer: { status: number; body: Json }): void {
  assert.equal(answer.status, 403, JSON.stringify(answer.body));
  assert.equal(answer.body.error.code, "Authorization_RequestDenied");
  assert.equal(answer.body.error.message, "Insufficient privileges to complete the operation.");
}

const intranetOf = ({ entra }: World) => {
  const found = Object.values(entra.state.applications).find(
    ({ displayName }) => displayName === "Contoso Intranet",
  );
  assert.ok(found);
  return found;
};

it("rights on Graph asks for a token that this tenant issued, that is not too old and that is for Graph", async () => {
  const w = await world();
  const message = async (authorization: string) => {
    const { status, body } = await w.graph("GET", "/v1.0/applications", undefined, { authorization });
    assert.equal(status, 401);
    assert.equal(body.error.code, "InvalidAuthenticationToken");
    return body.error.message;
  };
  const tokenFor = async (scope: string) =>
    (await w.token({ ...credentials(deployer.clientId, w.deployerSecret), scope })).body.access_token;
  assert.match(await message(""), /empty/);
  assert.match(await message("Bearer nonsense"), /not well formed/);
  const good: string = await tokenFor("https://graph.microsoft.com/.default");
  const [header = "", payload = "", signature = ""] = good.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const raised = Buffer.from(JSON.stringify({ ...claims, roles: ["Directory.ReadWrite.All"] }));
  assert.match(await message(`Bearer ${header}.${raised.toString("base64url")}.${signature}`), /signature/);
  assert.match(await message(`Bearer ${await tokenFor("https://outlook.office.com/.default")}`), /audience/);
  w.wait(3600_000);
  assert.match(await message(`Bearer ${good}`), /expired/);
});

it("rights on Graph lets OwnedBy make, change and delete its own application, and read all, but not touch others", async () => {
  const w = await world(["Application.ReadWrite.OwnedBy"]);
  const { app, principal } = await appWithPrincipal(w);
  const owners = await w.graph("GET", `/v1.0/applications/${app.id}/owners`);
  assert.deepEqual(
    owners.body.value.map(({ id }: Json) => id),
    [deployer.objectId],
  );
  assert.equal(
    (await w.graph("PATCH", `/v1.0/servicePrincipals/${principal.id}`, { notes: "x" })).status,
    204,
  );
  assert.equal((await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {})).status, 200);

  const other = intranetOf(w).id;
  assert.equal((await w.graph("GET", `/v1.0/applications/${other}`)).status, 200);
  assertDenied(await w.graph("PATCH", `/v1.0/applications/${other}`, { notes: "x" }));
  assertDenied(await w.graph("POST", `/v1.0/applications/${other}/addPassword`, {}));
  assertDenied(await w.graph("DELETE", `/v1.0/applications/${other}`));
  assert.equal((await w.graph("DELETE", `/v1.0/applications/${app.id}`)).status, 204);
});

it("rights on Graph locks OwnedBy out of an application whose ownership it gave up", async () => {
  const w = await world(["Application.ReadWrite.OwnedBy"]);
  const { app } = await appWithPrincipal(w);
  const path = `/v1.0/applications/${app.id}/owners/${deployer.objectId}/$ref`;
  assert.equal((await w.graph("DELETE", path)).status, 204);
  assertDenied(await w.graph("PATCH", `/v1.0/applications/${app.id}`, { notes: "x" }));
});

it("rights on Graph lets OwnedBy make no service principal for somebody else's application", async () => {
  const w = await world(["Application.ReadWrite.OwnedBy"]);
  const decoy = Object.values(w.entra.state.applications).find(
    ({ displayName }) => displayName === "CID ERP (old)",
  );
  const { status, body } = await w.graph("POST", "/v1.0/servicePrincipals", { appId: decoy?.appId });
  assert.equal(status, 403);
  assert.match(
    body.error.message,
    /the backing application of the service principal being created must in the local tenant/,
  );
});

it("rights on Graph lets ReadWrite.All change any application, without making the caller its owner", async () => {
  const w = await world(["Application.ReadWrite.All"]);
  const { app } = await appWithPrincipal(w);
  assert.deepEqual((await w.graph("GET", `/v1.0/applications/${app.id}/owners`)).body.value, []);
  const other = intranetOf(w).id;
  assert.equal((await w.graph("PATCH", `/v1.0/applications/${other}`, { notes: "x" })).status, 204);
});

it("rights on Graph lets Read.All read and nothing else", async () => {
  const w = await world(["Application.Read.All"]);
  assert.equal((await w.graph("GET", "/v1.0/applications")).status, 200);
  assertDenied(await w.graph("POST", "/v1.0/applications", { displayName: "CID ERP" }));
  assertDenied(await w.graph("POST", "/v1.0/servicePrincipals", { appId: crypto.randomUUID() }));
  assertDenied(await w.graph("DELETE", `/v1.0/applications/${intranetOf(w).id}`));
  assertDenied(await w.graph("GET", "/v1.0/oauth2PermissionGrants"));
  assertDenied(await w.graph("GET", "/v1.0/policies/defaultAppManagementPolicy"));
  assertDenied(await w.graph("GET", "/v1.0/organization"));
});

it("rights on Graph asks for the consent permissions, each for its kind of consent", async () => {
  const without = (role: string) => world(leastRoles.filter((each) => each !== role));
  const w1 = await without("DelegatedPermissionGrant.ReadWrite.All");
  const { principal } = await appWithPrincipal(w1);
  const graph = await graphPrincipal(w1);
  const grant = {
    clientId: principal.id,
    consentType: "AllPrincipals",
    resourceId: graph.id,
    scope: "openid",
  };
  assertDenied(await w1.graph("POST", "/v1.0/oauth2PermissionGrants", grant));

  const w2 = await without("AppRoleAssignment.ReadWrite.All");
  const second = await appWithPrincipal(w2);
  const resourceId = (await graphPrincipal(w2)).id;
  const assignment = { appRoleId: mailSend, principalId: second.principal.id, resourceId };
  assertDenied(await w2.graph("POST", `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`, assignment));
});

it("rights on Graph lets a client without any permission read only itself", async () => {
  const w = await world([]);
  assert.equal((await w.graph("GET", `/v1.0/servicePrincipals/${deployer.objectId}`)).status, 200);
  assert.equal((await w.graph("GET", `/v1.0/applications(appId='${deployer.clientId}')`)).status, 200);
  const assignments = await w.graph("GET", `/v1.0/servicePrincipals/${deployer.objectId}/appRoleAssignments`);
  assert.equal(assignments.status, 200);
  assertDenied(await w.graph("GET", `/v1.0/applications/${intranetOf(w).id}`));
  assertDenied(await w.graph("GET", "/v1.0/servicePrincipals"));
});

it("rights on Graph follows the token, which a consent taken back does not shorten", async () => {
  const w = await world(["Application.Read.All"]);
  for (const id of Object.keys(w.entra.state.appRoleAssignments)) {
    w.entra.tamper([{ op: "remove", path: `/appRoleAssignments/${id}` }]);
  }
  assert.equal((await w.graph("GET", "/v1.0/applications")).status, 200);
  const { body } = await w.token(credentials(deployer.clientId, w.deployerSecret));
  const authorization = `Bearer ${body.access_token}`;
  assertDenied(await w.graph("GET", "/v1.0/applications", undefined, { authorization }));
});

it("rights on Graph shows policies and the organization to those who may see them", async () => {
  const w = await world(["Policy.Read.All", "Organization.Read.All"]);
  const policy = await w.graph("GET", "/v1.0/policies/defaultAppManagementPolicy");
  assert.equal(policy.body.isEnabled, false);
  const { body } = await w.graph("GET", "/v1.0/organization");
  assert.equal(body.value[0].verifiedDomains[0].name, "contoso.onmicrosoft.com");
});

it("rights on Graph refuses to start with a deployer role that nobody knows", async () => {
  await assert.rejects(
    world(["Application.Everything"]),
    /deployer role "Application.Everything" is not known here; known are: Mail.Send, /,
  );
});
