import assert from "node:assert/strict";
import { test } from "node:test";
import { DroppedConnection } from "#sandbox/emulators/core/faults.ts";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { project, testGoogle } from "./support.ts";

const services = "/v1/projects/acme-erp/services";
const gmail = "gmail.googleapis.com";

test("a missing or wrong access token is UNAUTHENTICATED on every API", async () => {
  const { call } = testGoogle();
  for (const path of [
    services,
    "/v1/projects/acme-erp",
    "/v3/projects/acme-erp",
    "/v1/projects/acme-erp/secrets",
  ]) {
    for (const authorization of ["", "Bearer wrong", "Basic eDp5"]) {
      const { status, json } = await call("GET", path, undefined, { authorization });
      assert.equal(status, 401);
      assert.equal(json.error.code, 401);
      assert.equal(json.error.status, "UNAUTHENTICATED");
    }
  }
});

test("an access token that has expired is UNAUTHENTICATED", async () => {
  let now = new Date("2026-11-23T12:00:00Z");
  const { google, call } = testGoogle({ now: () => now });
  registerAccessToken({ google, now: () => now }, "short-lived", {
    email: "x@y.example",
    roles: ["roles/viewer"],
    scopes: [],
    expires: "2026-11-23T13:00:00Z",
  });
  const authorization = "Bearer short-lived";
  assert.equal((await call("GET", services, undefined, { authorization })).status, 200);
  now = new Date("2026-11-23T13:00:00Z");
  assert.equal((await call("GET", services, undefined, { authorization })).status, 401);
});

test("what a role does not allow, and what does not exist, is PERMISSION_DENIED", async () => {
  const { google, call } = testGoogle({
    projects: [{ ...project }, { projectId: "beta-erp", projectNumber: "2" }],
  });
  registerAccessToken({ google, now: () => new Date() }, "viewer", {
    email: "viewer@acme.example",
    roles: ["roles/viewer"],
    projects: ["acme-erp"],
    scopes: [],
  });
  const authorization = "Bearer viewer";
  const status = async (method: string, path: string) => {
    const { json } = await call(method, path, method === "POST" ? {} : undefined, { authorization });
    return json.error?.status ?? "OK";
  };
  assert.equal(await status("GET", services), "OK");
  assert.equal(await status("POST", `${services}/${gmail}:enable`), "PERMISSION_DENIED");
  assert.equal(google.state.services["acme-erp"]?.[gmail], undefined);
  assert.equal(await status("POST", "/v1/projects/acme-erp/secrets?secretId=x"), "PERMISSION_DENIED");
  assert.equal(await status("GET", "/v1/projects/beta-erp"), "PERMISSION_DENIED");
  assert.equal(await status("GET", "/v1/projects/no-such-project"), "PERMISSION_DENIED");
  const tested = await call(
    "POST",
    "/v1/projects/acme-erp:testIamPermissions",
    { permissions: ["serviceusage.services.list", "serviceusage.services.enable"] },
    { authorization },
  );
  assert.deepEqual(tested.json, { permissions: ["serviceusage.services.list"] });
});

test("services are listed by state and page by page", async () => {
  const { call } = testGoogle();
  await call("POST", `${services}:batchEnable`, { serviceIds: [gmail, "people.googleapis.com"] });
  const names = async (query: string) => {
    const { json } = await call("GET", `${services}?${query}`);
    return (json.services ?? []).map((service: { config: { name: string } }) => service.config.name);
  };
  assert.deepEqual(await names("filter=state:ENABLED"), [
    "oslogin.googleapis.com",
    gmail,
    "people.googleapis.com",
  ]);
  assert.ok((await names("filter=state:DISABLED")).includes("calendar-json.googleapis.com"));
  const seen: string[] = [];
  let token = "";
  do {
    const { json } = await call("GET", `${services}?filter=state:ENABLED&pageSize=2&pageToken=${token}`);
    seen.push(...json.services.map((service: { config: { name: string } }) => service.config.name));
    token = json.nextPageToken ?? "";
  } while (token);
  assert.deepEqual(seen, await names("filter=state:ENABLED"));
  for (const query of ["filter=state:MAYBE", "pageSize=201", "pageSize=x", "pageToken=zz"]) {
    assert.equal((await call("GET", `${services}?${query}`)).json.error.status, "INVALID_ARGUMENT", query);
  }
});

test("the fields parameter is obeyed where the emulator is set to", async () => {
  const { google, call } = testGoogle();
  google.state.settings.partialResponses = true;
  const list = `${services}?filter=state:ENABLED&fields=`;
  assert.deepEqual((await call("GET", `${list}services/name,nextPageToken`)).json, {
    services: [{ name: "projects/123456789012/services/oslogin.googleapis.com" }],
  });
  assert.deepEqual((await call("GET", `${list}services(state,config/title)`)).json, {
    services: [{ state: "ENABLED", config: { title: "oslogin.googleapis.com" } }],
  });
  assert.equal((await call("GET", `${list}services(`)).status, 400);
});

test("a service is enabled by a long operation when the emulator is set to, and not before it is done", async () => {
  const { google, call } = testGoogle({ settings: { operationPolls: 2 } });
  const state = async () => (await call("GET", `${services}/${gmail}`)).json.state;
  const started = await call("POST", `${services}/${gmail}:enable`, {});
  assert.deepEqual(Object.keys(started.json), ["name"]);
  assert.equal(await state(), "DISABLED");
  const poll = async () => (await call("GET", `/v1/${started.json.name}`)).json;
  assert.equal((await poll()).done, undefined);
  assert.equal((await poll()).done, true);
  assert.equal(await state(), "ENABLED");
  google.tamper([{ op: "replace", path: `/services/acme-erp/${gmail}`, value: "DISABLED" }]);
  assert.equal((await poll()).done, true);
  assert.equal(await state(), "DISABLED", "an old operation that is read again changes nothing");
});

test("disabling works once; a service that is not on cannot be disabled, and an unknown one is refused", async () => {
  const { call } = testGoogle();
  const disable = () => call("POST", `${services}/oslogin.googleapis.com:disable`, {});
  assert.equal((await disable()).json.done, true);
  assert.equal((await call("GET", `${services}?filter=state:ENABLED`)).json.services, undefined);
  assert.equal((await disable()).json.error.status, "FAILED_PRECONDITION");
  const unknown = await call("POST", `${services}/calendar.googleapis.com:enable`, {});
  assert.equal(unknown.status, 403);
  assert.match(unknown.json.error.message, /Not found or permission denied for service\(s\)/);
});

test("an enabled service can take some reads to appear, as after replication", async () => {
  const { google, call } = testGoogle();
  google.faults.readsBeforeVisible = 2;
  await call("POST", `${services}/${gmail}:enable`, {});
  const state = async () => (await call("GET", `${services}/${gmail}`)).json.state;
  assert.deepEqual([await state(), await state(), await state()], ["DISABLED", "DISABLED", "ENABLED"]);
});

test("projects are read by id or number, in the shapes of v1 and v3", async () => {
  const { call } = testGoogle({
    projects: [
      { ...project, parent: { type: "organization", id: "42" }, createTime: "2026-01-01T00:00:00Z" },
    ],
  });
  const one = await call("GET", "/v1/projects/123456789012");
  assert.equal(one.json.projectId, "acme-erp");
  assert.equal(one.json.lifecycleState, "ACTIVE");
  assert.deepEqual((await call("GET", "/v3/projects/acme-erp")).json, {
    name: "projects/123456789012",
    parent: "organizations/42",
    projectId: "acme-erp",
    state: "ACTIVE",
    displayName: "Acme ERP",
    createTime: "2026-01-01T00:00:00Z",
  });
  assert.equal((await call("GET", "/v1/projects")).json.projects.length, 1);
});

test("a public host serves its own API only, and an unknown address is Google's HTML page", async () => {
  const { call } = testGoogle();
  assert.equal((await call("GET", `https://serviceusage.googleapis.com${services}`)).status, 200);
  const wrong = await call("GET", `https://secretmanager.googleapis.com${services}`);
  assert.equal(wrong.status, 404);
  assert.match(wrong.headers.get("content-type") ?? "", /text\/html/);
  assert.equal((await call("POST", "https://console.cloud.google.com/token")).status, 404);
  assert.match((await call("GET", "/v1/nothing")).text, /Error 404 \(Not Found\)/);
});

test("userinfo and tokeninfo say whose token it is", async () => {
  const { call } = testGoogle();
  const me = await call("GET", "https://openidconnect.googleapis.com/v1/userinfo");
  assert.equal(me.json.email, "operator@example.com");
  assert.match(me.json.sub, /^\d{21}$/);
  const wrong = await call("GET", "/oauth2/v3/userinfo", undefined, { authorization: "Bearer x" });
  assert.equal(wrong.status, 401);
  assert.equal((await call("GET", "/tokeninfo?access_token=x")).status, 400);
});

test("faults answer in Google's shape, and a dropped answer still did the work", async () => {
  const { google, call } = testGoogle();
  google.faults.list = [{ match: "services", status: 429, retryAfter: 7, times: 1 }];
  const limited = await call("GET", services);
  assert.equal(limited.json.error.status, "RESOURCE_EXHAUSTED");
  assert.equal(limited.headers.get("retry-after"), "7");
  google.faults.list = [{ match: "POST .*enable", drop: true, after: true }];
  await assert.rejects(call("POST", `${services}/${gmail}:enable`, {}), DroppedConnection);
  assert.equal(google.state.services["acme-erp"]?.[gmail], "ENABLED");
});

test("an API that is not enabled is refused where the emulator is set to", async () => {
  const { call } = testGoogle({ settings: { requireEnabledApis: true } });
  const refused = await call("GET", "/v1/projects/acme-erp/secrets");
  assert.equal(refused.status, 403);
  assert.equal(refused.json.error.details[0].reason, "SERVICE_DISABLED");
  await call("POST", `${services}/secretmanager.googleapis.com:enable`, {});
  assert.equal((await call("GET", "/v1/projects/acme-erp/secrets")).status, 200);
});
