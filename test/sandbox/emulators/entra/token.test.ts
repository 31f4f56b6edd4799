import assert from "node:assert/strict";
import { it } from "node:test";
import { appWithPrincipal, credentials, deployer, type Json, tenantId, world } from "./world.ts";

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function assertRefused(
  answer: { status: number; body: Json },
  status: number,
  error: string,
  code: number,
): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.error, error);
  assert.deepEqual(answer.body.error_codes, [code]);
  assert.match(answer.body.error_description, new RegExp(`^AADSTS${code}: `));
}

it("the token endpoint issues a token that says who the client is and which permissions it was given", async () => {
  const { token, deployerSecret } = await world(["Application.Read.All", "Policy.Read.All"]);
  const { status, body } = await token(credentials(deployer.clientId, deployerSecret));
  assert.equal(status, 200);
  assert.equal(body.token_type, "Bearer");
  assert.equal(body.expires_in, 3600);
  const parts = body.access_token.split(".");
  assert.equal(parts.length, 3);
  const claims = JSON.parse(Buffer.from(parts[1], "base64url").toString());
  assert.equal(claims.iat, Date.parse("2026-11-23T12:00:00Z") / 1000);
  assert.equal(claims.exp, claims.iat + 3600);
  assert.equal(claims.oid, deployer.objectId);
  assert.equal(claims.tid, tenantId);
  assert.equal(claims.appid, deployer.clientId);
  assert.deepEqual(claims.roles, ["Application.Read.All", "Policy.Read.All"]);
  assert.equal(claims.scp, "");
});

it("the token endpoint answers a refusal in the shape of the real one", async () => {
  const { token } = await world();
  const { body } = await token(credentials(deployer.clientId, "wrong"));
  assert.deepEqual(Object.keys(body).sort(), [
    "correlation_id",
    "error",
    "error_codes",
    "error_description",
    "error_uri",
    "timestamp",
    "trace_id",
  ]);
  assert.equal(body.timestamp, "2026-11-23 12:00:00Z");
  assert.match(body.trace_id, GUID);
  assert.match(body.correlation_id, GUID);
  assert.equal(body.error_uri, "https://login.microsoftonline.com/error?code=7000215");
  for (const part of [body.trace_id, body.correlation_id, body.timestamp]) {
    assert.ok(body.error_description.includes(part));
  }
});

it("the token endpoint refuses a wrong secret without repeating it", async () => {
  const { token } = await world();
  const answer = await token(credentials(deployer.clientId, "not-the-secret"));
  assertRefused(answer, 401, "invalid_client", 7000215);
  assert.ok(!JSON.stringify(answer.body).includes("not-the-secret"));
});

it("the token endpoint refuses an expired secret", async () => {
  const { token, wait, deployerSecret } = await world();
  wait(181 * 24 * 3600 * 1000);
  assertRefused(await token(credentials(deployer.clientId, deployerSecret)), 401, "invalid_client", 7000222);
});

it("the token endpoint refuses a client that is not in the tenant", async () => {
  const { token } = await world();
  const answer = await token(credentials(crypto.randomUUID(), "x"));
  assertRefused(answer, 400, "unauthorized_client", 700016);
});

it("the token endpoint refuses an unknown tenant and a malformed one", async () => {
  const { token, deployerSecret } = await world();
  const form = credentials(deployer.clientId, deployerSecret);
  assertRefused(await token(form, crypto.randomUUID()), 400, "invalid_request", 90002);
  assertRefused(await token(form, "fabrikam.onmicrosoft.com"), 400, "invalid_request", 90002);
  assertRefused(await token(form, "no-tenant"), 400, "invalid_request", 900023);
  assert.equal((await token(form, "contoso.onmicrosoft.com")).status, 200);
});

for (const name of ["grant_type", "client_id", "scope"]) {
  it(`the token endpoint names the missing parameter ${name}`, async () => {
    const { token, deployerSecret } = await world();
    const { [name]: _, ...form } = credentials(deployer.clientId, deployerSecret);
    const answer = await token(form);
    assertRefused(answer, 400, "invalid_request", 900144);
    assert.match(answer.body.error_description, new RegExp(`'${name}'`));
  });
}

it("the token endpoint refuses a request without any credential", async () => {
  const { token } = await world();
  const { client_secret: _, ...form } = credentials(deployer.clientId, "");
  assertRefused(await token(form), 401, "invalid_client", 7000216);
});

it("the token endpoint refuses a grant other than client credentials", async () => {
  const { token, deployerSecret } = await world();
  const form = { ...credentials(deployer.clientId, deployerSecret), grant_type: "password" };
  assertRefused(await token(form), 400, "unsupported_grant_type", 70003);
});

it("the token endpoint refuses a scope that is not .default, several scopes and an unknown resource", async () => {
  const { token, deployerSecret } = await world();
  const ask = (scope: string) => token({ ...credentials(deployer.clientId, deployerSecret), scope });
  assertRefused(await ask("https://graph.microsoft.com/Mail.Send"), 400, "invalid_scope", 1002012);
  const two = "https://graph.microsoft.com/.default https://outlook.office.com/.default";
  assertRefused(await ask(two), 400, "invalid_scope", 70011);
  assertRefused(await ask("https://nowhere.example/.default"), 400, "invalid_resource", 500011);
  assert.equal((await ask("https://outlook.office.com/.default")).status, 200);
});

it("the token endpoint refuses an application whose service principal was disabled", async () => {
  const { token, entra, deployerSecret } = await world();
  const path = `/servicePrincipals/${deployer.objectId}/accountEnabled`;
  entra.tamper([{ op: "replace", path, value: false }]);
  const answer = await token(credentials(deployer.clientId, deployerSecret));
  assertRefused(answer, 400, "unauthorized_client", 7000112);
});

it("the secret of an application that was made in the emulator gives tokens until it is removed, and a second secret goes on working", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const add = async () => (await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {})).body;
  const [first, second] = [await add(), await add()];
  assert.equal((await w.token(credentials(app.appId, first.secretText))).status, 200);
  await w.graph("POST", `/v1.0/applications/${app.id}/removePassword`, { keyId: first.keyId });
  const refused = await w.token(credentials(app.appId, first.secretText));
  assertRefused(refused, 401, "invalid_client", 7000215);
  assert.equal((await w.token(credentials(app.appId, second.secretText))).status, 200);
});

it("the secret of an application that was made in the emulator stops working when somebody takes the credential out of the directory by hand", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const { body: secret } = await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {});
  w.entra.tamper([{ op: "remove", path: `/applications/${app.id}/passwordCredentials/0` }]);
  assertRefused(await w.token(credentials(app.appId, secret.secretText)), 401, "invalid_client", 7000215);
});

it("the secret of an application that was made in the emulator carries the application permissions that were consented to", async () => {
  const w = await world();
  const { app, principal } = await appWithPrincipal(w);
  const { body: secret } = await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {});
  const rolesNow = async () => {
    const { body } = await w.token(credentials(app.appId, secret.secretText));
    return JSON.parse(Buffer.from(body.access_token.split(".")[1], "base64url").toString()).roles;
  };
  assert.deepEqual(await rolesNow(), []);
  const graphId = Object.values(w.entra.state.servicePrincipals).find(
    ({ displayName }) => displayName === "Microsoft Graph",
  )?.id;
  const consent = await w.graph("POST", `/v1.0/servicePrincipals/${graphId}/appRoleAssignedTo`, {
    appRoleId: "b633e1c5-b582-4048-a93e-9f11b44c7e96",
    principalId: principal.id,
    resourceId: graphId,
  });
  assert.equal(consent.status, 201);
  assert.deepEqual(await rolesNow(), ["Mail.Send"]);
});

it("the secret of an application that was made in the emulator is refused for as many requests as the secret needs to reach the token servers", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  w.entra.state.secretPropagation.requests = 2;
  const { body: secret } = await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {});
  const form = credentials(app.appId, secret.secretText);
  assertRefused(await w.token(form), 401, "invalid_client", 7000215);
  assertRefused(await w.token(form), 401, "invalid_client", 7000215);
  assert.equal((await w.token(form)).status, 200);
  assert.equal((await w.token(form)).status, 200);
});

it("the secret of an application that was made in the emulator is refused for as long as the secret needs to reach the token servers", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  w.entra.state.secretPropagation.milliseconds = 18_000;
  const { body: secret } = await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {});
  w.wait(17_000);
  assertRefused(await w.token(credentials(app.appId, secret.secretText)), 401, "invalid_client", 7000215);
  w.wait(1_000);
  assert.equal((await w.token(credentials(app.appId, secret.secretText))).status, 200);
});

it("the secret of an application that was made in the emulator is refused without a service principal and after the application is deleted", async () => {
  const w = await world();
  const { body: app } = await w.graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  const { body: secret } = await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {});
  const form = credentials(app.appId, secret.secretText);
  assertRefused(await w.token(form), 401, "invalid_client", 7000229);
  await w.graph("POST", "/v1.0/servicePrincipals", { appId: app.appId });
  assert.equal((await w.token(form)).status, 200);
  await w.graph("DELETE", `/v1.0/applications/${app.id}`);
  assertRefused(await w.token(form), 400, "unauthorized_client", 700016);
});
