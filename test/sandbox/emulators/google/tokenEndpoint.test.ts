import assert from "node:assert/strict";
import { sign } from "node:crypto";
import { test } from "node:test";
import {
  addSecret,
  createServiceAccountKey,
  createWebClient,
  deleteClient,
  disableSecret,
  giveConsent,
} from "#sandbox/emulators/google/console.ts";
import { project, testGoogle } from "./support.ts";

function withClient(options = {}) {
  const world = testGoogle(options);
  const { clientId, clientSecret } = createWebClient(world.google, {
    project: project.projectId,
    name: "CID ERP",
    redirectUris: ["https://erp.acme.example/oauth2/retrieve_token"],
  });
  const client = world.google.state.oauthClients[clientId];
  assert.ok(client);
  const id = { client_id: clientId, client_secret: clientSecret };
  return { ...world, client, id };
}

const refresh = { grant_type: "refresh_token", refresh_token: "bogus" };
const code = { grant_type: "authorization_code", code: "bogus", redirect_uri: "urn:ietf:wg:oauth:2.0:oob" };

test("right id and secret with a bogus grant get invalid_grant", async () => {
  const { token, id } = withClient();
  assert.deepEqual(await token({ ...id, ...refresh }), {
    status: 400,
    json: { error: "invalid_grant", error_description: "Bad Request" },
  });
  assert.deepEqual(await token({ ...id, ...code }), {
    status: 400,
    json: { error: "invalid_grant", error_description: "Malformed auth code." },
  });
});

test("the client is judged before the grant, with Google's own words", async () => {
  const { google, token, id, client } = withClient();
  const answers = async () => {
    const { status, json } = await token({ ...id, ...refresh });
    return `${status} ${json.error} ${json.error_description}`;
  };
  const unknown = await token({ ...id, ...code, client_id: "1-x.apps.googleusercontent.com" });
  assert.deepEqual(unknown, {
    status: 401,
    json: { error: "invalid_client", error_description: "The OAuth client was not found." },
  });
  disableSecret(google, client.clientId, id.client_secret.slice(-4));
  assert.equal(await answers(), "401 invalid_client The provided client secret is invalid.");
  google.state.settings.secretRefusal = "Unauthorized";
  assert.equal(await answers(), "401 invalid_client Unauthorized");
  deleteClient(google, client.clientId);
  assert.equal(await answers(), "401 deleted_client The OAuth client was deleted.");
  client.status = "disabled";
  assert.equal(await answers(), "401 disabled_client The OAuth client was disabled.");
  google.state.settings.disabledClientStatus = 403;
  assert.equal((await answers()).slice(0, 3), "403");
});

test("a client that is not entitled gets unauthorized_client, with either status", async () => {
  const { google, token, id, client } = withClient();
  client.unauthorized = true;
  assert.equal((await token({ ...id, ...refresh })).status, 401);
  google.state.settings.unauthorizedClientStatus = 400;
  const { status, json } = await token({ ...id, ...refresh });
  assert.equal(`${status} ${json.error}`, "400 unauthorized_client");
});

test("malformed requests get invalid_request with the reason", async () => {
  const { token, id } = withClient();
  const reason = async (params: Record<string, string>) => {
    const { status, json } = await token(params);
    return `${status} ${json.error}: ${json.error_description}`;
  };
  const { client_secret: _, ...bare } = id;
  assert.equal(await reason({ ...bare, ...refresh }), "400 invalid_request: client_secret is missing.");
  assert.equal(await reason(refresh), "400 invalid_request: Could not determine client ID from request.");
  assert.equal(await reason(id), "400 invalid_request: Required parameter is missing: grant_type");
  assert.match(await reason({ ...id, grant_type: "refresh_token" }), /invalid_request: .*refresh_token$/);
  assert.match(await reason({ ...id, grant_type: "password" }), /^400 unsupported_grant_type/);
  assert.match(await reason({ ...refresh, client_id: "constructor", client_secret: "x" }), /not found/);
});

test("id and secret may come in the Authorization header, and parameters as JSON", async () => {
  const { google, token, id } = withClient();
  const basic = Buffer.from(`${id.client_id}:${id.client_secret}`).toString("base64");
  assert.equal((await token(refresh, { authorization: `Basic ${basic}` })).json.error, "invalid_grant");
  const response = await google.fetch(
    new Request("http://127.0.0.1:1/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...id, ...refresh }),
    }),
  );
  assert.equal(((await response.json()) as { error: string }).error, "invalid_grant");
});

test("a consent's refresh token yields an access token, for its own client only and until it is revoked", async () => {
  const { google, call, token, id, client } = withClient();
  const refreshToken = giveConsent(google, {
    clientId: client.clientId,
    email: "user@acme.example",
    scopes: ["openid", "https://mail.google.com/"],
  });
  const good = await token({ ...id, grant_type: "refresh_token", refresh_token: refreshToken });
  assert.equal(good.status, 200);
  assert.equal(good.json.scope, "openid https://mail.google.com/");
  const authorization = `Bearer ${good.json.access_token}`;
  const me = await call("GET", "/v1/userinfo", undefined, { authorization });
  assert.equal(me.json.email, "user@acme.example");
  const denied = await call("GET", "/v1/projects/acme-erp", undefined, { authorization });
  assert.equal(denied.status, 403);

  const other = createWebClient(google, { project: project.projectId, name: "other", redirectUris: [] });
  const stolen = { client_id: other.clientId, client_secret: other.clientSecret };
  const refused = await token({ ...stolen, grant_type: "refresh_token", refresh_token: refreshToken });
  assert.equal(refused.json.error, "invalid_grant");
  for (const consent of Object.values(google.state.consents)) consent.revoked = true;
  const revoked = await token({ ...id, grant_type: "refresh_token", refresh_token: refreshToken });
  assert.equal(revoked.json.error_description, "Token has been expired or revoked.");
});

test("a service account's signed assertion yields a token that has its roles, and a forged one does not", async () => {
  const { google, call, token } = withClient();
  const key = createServiceAccountKey(google, {
    project: project.projectId,
    name: "ci",
    roles: ["roles/serviceusage.serviceUsageViewer"],
  });
  const now = Math.floor(Date.now() / 1000);
  const assertion = (claims: object, privateKey = key.private_key ?? "") => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "RS256", kid: key.private_key_id })}.${part({
      iss: key.client_email,
      aud: "https://oauth2.googleapis.com/token",
      scope: "https://www.googleapis.com/auth/cloud-platform",
      iat: now,
      exp: now + 3600,
      ...claims,
    })}`;
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("base64url")}`;
  };
  const grant = (value: string) =>
    token({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: value });

  const good = await grant(assertion({}));
  assert.equal(good.status, 200);
  const authorization = `Bearer ${good.json.access_token}`;
  assert.equal(
    (await call("GET", "/v1/projects/acme-erp/services", undefined, { authorization })).status,
    200,
  );
  const denied = await call("GET", "/v1/projects/acme-erp/secrets", undefined, { authorization });
  assert.equal(denied.json.error.status, "PERMISSION_DENIED");

  const stranger = createServiceAccountKey(google, { project: project.projectId, name: "x", roles: [] });
  const reason = async (value: string) => (await grant(value)).json.error_description;
  assert.equal(await reason(assertion({}, stranger.private_key)), "Invalid JWT Signature.");
  assert.match(String(await reason(assertion({ iss: "nobody@x" }))), /account not found/);
  assert.match(String(await reason(assertion({ exp: now + 7200 }))), /short-lived/);
  assert.match(String(await reason(assertion({ aud: "https://evil.example" }))), /audience/);
  assert.match(String(await reason("rubbish")), /Failed to parse/);
});

test("the state and its snapshot hold no secret in clear", async () => {
  const { google, call, token, id, client } = withClient();
  addSecret(google, client.clientId);
  giveConsent(google, { clientId: client.clientId, email: "u@acme.example", scopes: ["openid"] });
  createServiceAccountKey(google, { project: project.projectId, name: "ci", roles: [] });
  await call("POST", "/v1/projects/acme-erp/secrets?secretId=s", { replication: { automatic: {} } });
  const data = Buffer.from("a payload of eight words to be kept away").toString("base64");
  await call("POST", "/v1/projects/acme-erp/secrets/s:addVersion", { payload: { data } });
  await token({ ...id, ...refresh });
  const snapshot = JSON.stringify(google.snapshot());
  assert.equal(google.secrets.size, 6);
  for (const secret of google.secrets) {
    assert.ok(!snapshot.includes(secret));
    assert.ok(!snapshot.includes(Buffer.from(secret).toString("base64")));
  }
  assert.match(snapshot, /"data":"\*\*\*"/);
});
