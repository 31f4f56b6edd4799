import assert from "node:assert/strict";
import { test } from "node:test";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import type { Settings } from "#sandbox/emulators/google/state.ts";
import { testGoogle } from "./support.ts";

const base = "https://firebase.googleapis.com/v1beta1";
const apps = `${base}/projects/acme-erp/webApps`;
const idp =
  "https://identitytoolkit.googleapis.com/admin/v2/projects/acme-erp/defaultSupportedIdpConfigs/google.com";
const redirectUri = "https://erp.acme.example/oauth2/retrieve_token";

function firebaseProject(settings: Partial<Settings> = {}) {
  const world = testGoogle({ settings });
  world.google.state.firebase["acme-erp"] = { webApps: {}, authorizedDomains: [] };
  const create = async (displayName = "ERP") => (await world.call("POST", apps, { displayName })).json;
  const provision = (appId: string, change: object = {}) =>
    world.call("POST", "https://firebase.googleapis.com/v1alpha/firebase:provisionFirebaseApp", {
      parent: "projects/acme-erp",
      appNamespace: appId,
      webInput: {},
      firebaseAuthInput: {
        googleSigninProviderMode: "PROVIDER_ENABLED",
        googleSigninProviderConfig: {
          publicDisplayName: "CID ERP",
          customerSupportEmail: "support@acme.example",
          oauthRedirectUris: [redirectUri],
          ...change,
        },
      },
    });
  return { ...world, create, provision };
}

test("a project that Firebase was never added to is not found, and has no apps", async () => {
  const { call } = testGoogle();
  for (const path of [`${base}/projects/acme-erp`, apps]) {
    assert.equal((await call("GET", path)).json.error.status, "NOT_FOUND", path);
  }
});

test("a web app is created by an operation, listed page by page, and removed for 30 days or for good", async () => {
  const { google, call, create } = firebaseProject({ operationPolls: 1 });
  assert.equal((await call("GET", `${base}/projects/acme-erp`)).json.projectNumber, "123456789012");
  const started = await create();
  assert.equal(started.done, undefined);
  const ended = await call("GET", `${base}/${started.name}`);
  const { name, appId } = ended.json.response;
  assert.match(appId, /^1:123456789012:web:[0-9a-f]{22}$/);
  await create("other");
  const page = (await call("GET", `${apps}?pageSize=1`)).json;
  assert.equal(page.apps.length, 1);
  assert.equal((await call("GET", `${apps}?pageToken=${page.nextPageToken}`)).json.apps.length, 1);
  await call("POST", `${base}/${name}:remove`, {});
  assert.equal((await call("GET", apps)).json.apps.length, 1);
  assert.equal((await call("GET", `${apps}?showDeleted=true`)).json.apps.length, 2);
  await call("POST", `${base}/${name}:remove`, { immediate: true });
  assert.equal(google.state.firebase["acme-erp"]?.webApps[appId], undefined);
  assert.equal((await call("POST", `${base}/${name}:remove`, { immediate: true })).status, 404);
});

test("provisioning makes brand, client and sign-in, with the redirect URIs on the client or only as domains", async () => {
  for (const how of ["exact", "domains"] as const) {
    const { google, create, provision } = firebaseProject({ firebaseProvisioning: how });
    const { appId } = (await create()).response;
    assert.equal((await provision(appId)).json.done, true);
    const [client] = Object.values(google.state.oauthClients);
    assert.equal(client?.name, "Web client (auto created by Google Service)");
    assert.equal(client?.redirectUris.includes(redirectUri), how === "exact");
    const domains = google.state.firebase["acme-erp"]?.authorizedDomains;
    assert.deepEqual(domains, how === "exact" ? [] : ["erp.acme.example"]);
    assert.equal(google.state.brands["acme-erp"]?.applicationName, "CID ERP");
    assert.equal(google.state.idpConfigs["acme-erp"]?.clientId, client?.clientId);
  }
});

test("provisioning can be refused outright, and can fail after everything is made", async () => {
  for (const [how, status] of [
    ["denied", "PERMISSION_DENIED"],
    ["unknownFields", "INVALID_ARGUMENT"],
  ] as const) {
    const { google, create, provision } = firebaseProject({ firebaseProvisioning: how });
    const { appId } = (await create()).response;
    assert.equal((await provision(appId)).json.error.status, status);
    assert.deepEqual(google.state.oauthClients, {});
  }
  const { google, create, provision } = firebaseProject({ firebaseProvisioning: "failsMidway" });
  const { appId } = (await create()).response;
  assert.equal((await provision(appId)).json.error.code, 9);
  assert.equal(Object.keys(google.state.oauthClients).length, 1);
});

test("a redirect URI that the console would not take makes no client", async () => {
  const { google, create, provision } = firebaseProject();
  const { appId } = (await create()).response;
  const refused = await provision(appId, { oauthRedirectUris: ["http://erp.acme.example/x"] });
  assert.equal(refused.json.error.status, "INVALID_ARGUMENT");
  assert.equal((await provision("1:2:web:unknown")).status, 404);
  assert.deepEqual(google.state.oauthClients, {});
});

test("provisioning adds Firebase to a project that has none", async () => {
  const { google, provision } = firebaseProject();
  google.state.firebase = {};
  await provision("1:2:web:unknown");
  assert.ok(google.state.firebase["acme-erp"], "which is why nobody may call it carelessly");
});

test("the client's secret is read with the right to secrets only, and never shown by the emulator", async () => {
  const { google, call, create, provision } = firebaseProject();
  const { appId } = (await create()).response;
  await provision(appId);
  const secret = google.state.idpConfigs["acme-erp"]?.clientSecret ?? "";
  assert.equal((await call("GET", idp)).json.clientSecret, secret);
  assert.ok(!JSON.stringify(google.snapshot()).includes(secret));
  registerAccessToken({ google, now: () => new Date() }, "viewer", {
    email: "viewer@acme.example",
    roles: ["roles/viewer"],
    scopes: [],
  });
  const headers = { authorization: "Bearer viewer" };
  const seen = await call("GET", idp, undefined, headers);
  assert.match(seen.json.clientId, /apps\.googleusercontent\.com$/);
  assert.equal(seen.json.clientSecret, undefined);
  assert.equal((await call("DELETE", idp, undefined, headers)).status, 403);
  assert.equal((await call("DELETE", idp)).status, 200);
  assert.equal((await call("GET", idp)).json.error.message, "CONFIGURATION_NOT_FOUND");
  assert.equal((await call("DELETE", idp)).status, 404);
});

test("both APIs must be enabled where the emulator is set to say so", async () => {
  const { call } = firebaseProject({ requireEnabledApis: true });
  for (const [url, service] of [
    [apps, "firebase"],
    [idp, "identitytoolkit"],
  ] as const) {
    const { json } = await call("GET", url);
    assert.equal(json.error.details[0].metadata.service, `${service}.googleapis.com`);
  }
});
