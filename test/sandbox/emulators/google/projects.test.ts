import assert from "node:assert/strict";
import { test } from "node:test";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { project, testGoogle } from "./support.ts";

const account = "012345-ABCDEF-678901";
const asked = {
  projectId: "beta-erp",
  name: "Beta ERP",
  parent: { type: "organization", id: "42" },
  labels: { tenant: "beta" },
};

test("a project is created by an operation that can take its time, and belongs to whoever asked for it", async () => {
  const { google, call } = testGoogle({ settings: { operationPolls: 2 } });
  const started = await call("POST", "/v1/projects", asked);
  assert.match(started.json.name, /^operations\/cp\.\d+$/);
  assert.equal(started.json.done, undefined);
  const poll = async () => (await call("GET", `/v1/${started.json.name}`)).json;
  assert.equal((await poll()).done, undefined);
  const ended = await poll();
  assert.equal(ended.done, true);
  assert.equal(ended.response.projectId, "beta-erp");
  const { json } = await call("GET", "/v1/projects/beta-erp");
  assert.equal(json.lifecycleState, "ACTIVE");
  assert.deepEqual([json.name, json.parent, json.labels], [asked.name, asked.parent, asked.labels]);
  assert.match(json.projectNumber, /^\d{12}$/);
  assert.deepEqual(google.state.iamPolicies["projects/beta-erp"]?.bindings, [
    { role: "roles/owner", members: ["user:operator@example.com"] },
  ]);
});

test("an id that was ever taken, or cannot be one, makes no project", async () => {
  const { google, call } = testGoogle();
  const status = async (body: object) => (await call("POST", "/v1/projects", body)).json.error?.status;
  assert.equal(await status({ ...asked, projectId: project.projectId }), "ALREADY_EXISTS");
  await call("DELETE", "/v1/projects/acme-erp");
  assert.equal(await status({ ...asked, projectId: project.projectId }), "ALREADY_EXISTS");
  assert.equal(await status({ ...asked, projectId: "Beta ERP" }), "INVALID_ARGUMENT");
  assert.equal(await status({ ...asked, parent: { type: "planet", id: "3" } }), "INVALID_ARGUMENT");
  assert.deepEqual(Object.keys(google.state.projects), ["acme-erp"]);
});

test("a deleted project is there for its time of grace, and cannot be changed or deleted again", async () => {
  const { call } = testGoogle();
  assert.equal((await call("DELETE", "/v1/projects/acme-erp")).status, 200);
  assert.equal((await call("GET", "/v1/projects/acme-erp")).json.lifecycleState, "DELETE_REQUESTED");
  for (const method of ["DELETE", "PUT"]) {
    const { json } = await call(method, "/v1/projects/acme-erp", method === "PUT" ? {} : undefined);
    assert.equal(json.error.status, "FAILED_PRECONDITION", method);
  }
});

test("a project is written as a whole: labels that are left out are gone", async () => {
  const { call } = testGoogle({ projects: [{ ...project, labels: { a: "1", b: "2" } }] });
  const { json } = await call("PUT", "/v1/projects/acme-erp", { name: "New name", labels: { a: "1" } });
  assert.deepEqual([json.name, json.labels], ["New name", { a: "1" }]);
  assert.equal((await call("PUT", "/v1/projects/acme-erp", { name: "x" })).json.labels, undefined);
});

test("an account that exists pays for a project until it is unlinked", async () => {
  const { call } = testGoogle({ billingAccounts: [account] });
  const path = "/v1/projects/acme-erp/billingInfo";
  assert.equal((await call("GET", path)).json.billingEnabled, false);
  const linked = await call("PUT", path, { billingAccountName: `billingAccounts/${account}` });
  assert.equal(linked.json.billingAccountName, `billingAccounts/${account}`);
  assert.equal((await call("GET", "/v1/projects/acme-erp")).json.billingAccount, undefined);
  const unknown = await call("PUT", path, { billingAccountName: "billingAccounts/000000-000000-000000" });
  assert.equal(unknown.json.error.status, "PERMISSION_DENIED");
  assert.equal((await call("PUT", path, {})).json.billingEnabled, false);
});

test("who may use a billing account is asked of the account", async () => {
  const { google, call } = testGoogle({ billingAccounts: [account] });
  registerAccessToken({ google, now: () => new Date() }, "poor", {
    email: "poor@acme.example",
    roles: ["roles/resourcemanager.projectCreator"],
    scopes: [],
  });
  const permissions = ["billing.resourceAssociations.create"];
  const path = `/v1/billingAccounts/${account}:testIamPermissions`;
  assert.deepEqual((await call("POST", path, { permissions })).json, { permissions });
  const poor = await call("POST", path, { permissions }, { authorization: "Bearer poor" });
  assert.deepEqual(poor.json, {});
});

test("the right to create projects is no right in other people's, but whoever creates one owns it", async () => {
  const { google, call } = testGoogle();
  registerAccessToken({ google, now: () => new Date() }, "creator", {
    email: "creator@acme.example",
    roles: ["roles/resourcemanager.projectCreator"],
    scopes: [],
  });
  const headers = { authorization: "Bearer creator" };
  const as = (method: string, path: string, body?: object) => call(method, path, body, headers);
  for (const [method, path, body] of [
    ["DELETE", "/v1/projects/acme-erp"],
    ["PUT", "/v1/projects/acme-erp", {}],
    ["GET", "/v1/projects/acme-erp/billingInfo"],
    ["PUT", "/v1/projects/acme-erp/billingInfo", {}],
  ] as const) {
    assert.equal((await as(method, path, body)).json.error.status, "PERMISSION_DENIED", `${method} ${path}`);
  }
  assert.equal((await as("POST", "/v1/projects", asked)).json.done, true);
  assert.equal((await as("GET", "/v1/projects/beta-erp/services")).status, 200);
  const owner = await call("GET", "/v1/projects/beta-erp", undefined, headers);
  assert.equal(owner.status, 200);
});

test("a new project can look like somebody else's for some reads", async () => {
  const { google, call } = testGoogle();
  google.faults.readsBeforeVisible = 1;
  await call("POST", "/v1/projects", asked);
  const read = async () => (await call("GET", "/v1/projects/beta-erp")).status;
  assert.deepEqual([await read(), await read()], [403, 200]);
});
