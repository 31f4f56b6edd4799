import assert from "node:assert/strict";
import { test } from "node:test";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { testGoogle } from "./support.ts";

const policyPath = "/v1/projects/acme-erp";
const accounts = "/v1/projects/acme-erp/serviceAccounts";
const email = "ci-deploy@acme-erp.iam.gserviceaccount.com";
const viewer = { role: "roles/viewer", members: ["user:anna@acme.example"] };

test("an IAM policy is replaced as a whole, and only from its present state", async () => {
  const { call } = testGoogle();
  const get = async () => (await call("POST", `${policyPath}:getIamPolicy`, {})).json;
  const set = (policy: object) => call("POST", `${policyPath}:setIamPolicy`, { policy });
  const before = await get();
  assert.equal(before.bindings, undefined);
  const first = await set({ etag: before.etag, bindings: [viewer] });
  assert.deepEqual((await get()).bindings, [viewer]);
  const late = await set({ etag: before.etag, bindings: [] });
  assert.equal(late.status, 409);
  assert.equal(late.json.error.status, "ABORTED");
  assert.deepEqual((await get()).bindings, [viewer]);
  await set({ etag: first.json.etag, bindings: [] });
  assert.equal((await get()).bindings, undefined);
});

test("a policy takes no role and no member that cannot be", async () => {
  const { call } = testGoogle();
  const status = async (binding: object) => {
    const { json } = await call("POST", `${policyPath}:setIamPolicy`, { policy: { bindings: [binding] } });
    return json.error?.message ?? "OK";
  };
  assert.match(await status({ ...viewer, role: "viewer" }), /^Role viewer is not supported/);
  assert.match(await status({ ...viewer, members: ["anna@acme.example"] }), /invalid member/);
  assert.match(await status({ ...viewer, members: [`serviceAccount:${email}`] }), /does not exist/);
  const foreign = "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/*";
  assert.equal(await status({ ...viewer, members: [foreign] }), "OK");
});

test("what a project's policy grants holds for the next call, and only there", async () => {
  const { google, call } = testGoogle();
  registerAccessToken({ google, now: () => new Date() }, "anna", {
    email: "anna@acme.example",
    roles: [],
    scopes: [],
  });
  const list = async () =>
    (await call("GET", `${policyPath}/services`, undefined, { authorization: "Bearer anna" })).status;
  assert.equal(await list(), 403);
  await call("POST", `${policyPath}:setIamPolicy`, { policy: { bindings: [viewer] } });
  assert.equal(await list(), 200);
  const conditional = { ...viewer, condition: { title: "t", expression: "false" } };
  await call("POST", `${policyPath}:setIamPolicy`, { policy: { bindings: [conditional] } });
  assert.equal(await list(), 403, "a binding with a condition grants nothing here");
});

test("a service account is created, described, disabled and deleted, each once", async () => {
  const { call } = testGoogle();
  const created = await call("POST", accounts, {
    accountId: "ci-deploy",
    serviceAccount: { displayName: "CI" },
  });
  assert.equal(created.json.name, `projects/acme-erp/serviceAccounts/${email}`);
  assert.match(created.json.uniqueId, /^\d{21}$/);
  assert.equal(
    (await call("POST", accounts, { accountId: "ci-deploy" })).json.error.status,
    "ALREADY_EXISTS",
  );
  assert.equal((await call("POST", accounts, { accountId: "CI" })).json.error.status, "INVALID_ARGUMENT");
  const path = `${accounts}/${email}`;
  const serviceAccount = { displayName: "other", description: "of the pipelines" };
  await call("PATCH", path, { serviceAccount, updateMask: "description" });
  await call("POST", `${path}:disable`, {});
  const { json } = await call("GET", path);
  assert.deepEqual([json.displayName, json.description, json.disabled], ["CI", "of the pipelines", true]);
  await call("POST", `${path}:enable`, {});
  assert.equal((await call("GET", `${accounts}/${json.uniqueId}`)).json.disabled, undefined);
  assert.equal((await call("DELETE", path)).status, 200);
  assert.equal((await call("GET", path)).json.error.status, "NOT_FOUND");
});

test("who may act as a service account, or read a secret, stands in a policy of its own", async () => {
  const { google, call } = testGoogle();
  await call("POST", accounts, { accountId: "ci-deploy" });
  await call("POST", "/v1/projects/acme-erp/secrets?secretId=s", { replication: { automatic: {} } });
  const secret = "/v1/projects/acme-erp/secrets/s";
  const policy = { bindings: [{ role: "roles/iam.workloadIdentityUser", members: ["user:a@b.example"] }] };
  for (const [path, method] of [
    [`${accounts}/${email}`, "POST"],
    [secret, "GET"],
  ] as const) {
    await call("POST", `${path}:setIamPolicy`, { policy });
    assert.deepEqual((await call(method, `${path}:getIamPolicy`)).json.bindings, policy.bindings, path);
  }
  await call("DELETE", `${accounts}/${email}`);
  await call("DELETE", secret);
  assert.deepEqual(google.state.iamPolicies, {}, "a policy goes with its resource");
  assert.equal((await call("GET", `${secret}:getIamPolicy`)).status, 404);
});

test("a new service account can take some reads to appear", async () => {
  const { google, call } = testGoogle();
  google.faults.readsBeforeVisible = 1;
  await call("POST", accounts, { accountId: "ci-deploy" });
  const read = async () => (await call("GET", `${accounts}/${email}`)).status;
  assert.deepEqual([await read(), await read()], [404, 200]);
});

test("each role allows its own calls and no others", async () => {
  const { google, call } = testGoogle();
  await call("POST", accounts, { accountId: "ci-deploy" });
  const pools = "/v1/projects/acme-erp/locations/global/workloadIdentityPools";
  const policy = { bindings: [] };
  const calls = {
    "roles/resourcemanager.projectIamAdmin": `${policyPath}:setIamPolicy`,
    "roles/iam.serviceAccountAdmin": `${accounts}/${email}:setIamPolicy`,
    "roles/iam.workloadIdentityPoolAdmin": `${pools}?workloadIdentityPoolId=ci-pool`,
  };
  const others = ["roles/viewer", "roles/logging.viewer", "roles/oauthconfig.editor"];
  for (const role of [...Object.keys(calls), ...others]) {
    const token = { email: "x@y.example", roles: [role], scopes: [] };
    registerAccessToken({ google, now: () => new Date() }, role, token);
    const allowed: string[] = [];
    for (const [needed, path] of Object.entries(calls)) {
      const { status } = await call("POST", path, { policy }, { authorization: `Bearer ${role}` });
      if (status === 200) allowed.push(needed);
      else assert.equal(status, 403);
    }
    assert.deepEqual(allowed, role in calls ? [role] : [], role);
  }
});

test("IAM is refused where its API is not enabled and the emulator is set to say so", async () => {
  const { call } = testGoogle({ settings: { requireEnabledApis: true } });
  const { json } = await call("GET", `${accounts}/${email}`);
  assert.equal(json.error.details[0].metadata.service, "iam.googleapis.com");
});
