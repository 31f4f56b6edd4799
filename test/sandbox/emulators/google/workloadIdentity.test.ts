import assert from "node:assert/strict";
import { test } from "node:test";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { testGoogle } from "./support.ts";

const pools = "/v1/projects/acme-erp/locations/global/workloadIdentityPools";
const pool = `${pools}/ci-pool`;
const github = {
  oidc: { issuerUri: "https://token.actions.githubusercontent.com" },
  attributeMapping: { "google.subject": "assertion.sub" },
  attributeCondition: "assertion.repository == 'acme/erp'",
};

async function withPool(options: Parameters<typeof testGoogle>[0] = {}) {
  const world = testGoogle(options);
  const create = (id = "ci-pool", body: object = { displayName: "CI" }) =>
    world.call("POST", `${pools}?workloadIdentityPoolId=${id}`, body);
  const provide = (id: string, body: object) =>
    world.call("POST", `${pool}/providers?workloadIdentityPoolProviderId=${id}`, body);
  return { ...world, create, provide, created: await create() };
}

test("a pool is created by an operation, and named by the project's number", async () => {
  const { call, created } = await withPool({ settings: { operationPolls: 1 } });
  assert.equal(created.json.done, undefined);
  const name = "projects/123456789012/locations/global/workloadIdentityPools/ci-pool";
  assert.ok(created.json.name.startsWith(`${name}/operations/`));
  const ended = await call("GET", `/v1/${created.json.name}`);
  assert.equal(ended.json.done, true);
  assert.deepEqual((await call("GET", pool)).json, { name, state: "ACTIVE", displayName: "CI" });
});

test("a deleted pool is seen as deleted, and keeps its id until somebody undeletes it", async () => {
  const { call, create } = await withPool({ now: () => new Date("2026-11-24T12:00:00Z") });
  await call("DELETE", pool);
  const { json } = await call("GET", pool);
  assert.deepEqual([json.state, json.expireTime], ["DELETED", "2026-12-24T12:00:00.000Z"]);
  assert.equal((await create()).json.error.status, "ALREADY_EXISTS");
  assert.equal((await call("DELETE", pool)).status, 404);
  assert.equal((await call("PATCH", `${pool}?updateMask=disabled`, { disabled: true })).status, 404);
  assert.equal((await call("POST", `${pool}:undelete`, {})).json.done, true);
  assert.equal((await call("GET", pool)).json.expireTime, undefined);
  assert.equal((await call("POST", `${pool}:undelete`, {})).json.error.status, "FAILED_PRECONDITION");
});

test("only what the update mask names is changed", async () => {
  const { call } = await withPool();
  await call("PATCH", `${pool}?updateMask=description`, { displayName: "no", description: "yes" });
  const { json } = await call("GET", pool);
  assert.deepEqual([json.displayName, json.description], ["CI", "yes"]);
  assert.equal((await call("PATCH", pool, {})).json.error.status, "INVALID_ARGUMENT");
});

test("ids are checked, and those of Google's own are kept from others", async () => {
  const { create } = await withPool();
  for (const id of ["abc", "gcp-pool", "Pool1", ""]) {
    assert.equal((await create(id)).json.error.status, "INVALID_ARGUMENT", id);
  }
});

test("an issuer is trusted, changed by its mask, deleted and undeleted", async () => {
  const { call, provide } = await withPool();
  assert.equal((await provide("github", github)).json.done, true);
  const path = `${pool}/providers/github`;
  const { json } = await call("GET", path);
  assert.ok(json.name.endsWith("/ci-pool/providers/github"));
  assert.deepEqual(
    { oidc: json.oidc, attributeMapping: json.attributeMapping, attributeCondition: json.attributeCondition },
    github,
  );
  const attributeCondition = "assertion.repository == 'acme/other'";
  await call("PATCH", `${path}?updateMask=attributeCondition`, { attributeCondition, disabled: true });
  const changed = (await call("GET", path)).json;
  assert.deepEqual([changed.attributeCondition, changed.disabled], [attributeCondition, undefined]);
  await call("DELETE", path);
  assert.equal((await call("GET", path)).json.state, "DELETED");
  assert.equal((await provide("github", github)).json.error.status, "ALREADY_EXISTS");
  await call("POST", `${path}:undelete`, {});
  assert.equal((await call("GET", path)).json.state, "ACTIVE");
});

test("an issuer that serves everybody is refused without a condition on its claims", async () => {
  const { google, provide } = await withPool();
  const message = async (change: object) =>
    (await provide("github", { ...github, ...change })).json.error?.message;
  assert.match(await message({ attributeCondition: "" }), /must reference one of the provider's claims/);
  assert.match(await message({ attributeMapping: {} }), /google\.subject/);
  assert.match(await message({ oidc: { issuerUri: "http://ci.example" } }), /https/);
  assert.deepEqual(google.state.workloadIdentityPools["acme-erp"]?.["ci-pool"]?.providers, {});
  const own = { oidc: { issuerUri: "https://ci.acme.example" }, attributeCondition: "" };
  assert.equal(await message(own), undefined, "an issuer of one's own needs no condition");
});

test("a deleted pool takes no issuer", async () => {
  const { call, provide } = await withPool();
  await call("DELETE", pool);
  assert.equal((await provide("github", github)).status, 404);
});

test("a pool has no attestation rules, which the gcp plugin asks for at every read; one that is not there has no answer", async () => {
  const { call } = await withPool();
  const { status, json } = await call("GET", `${pool}:listAttestationRules`);
  assert.deepEqual([status, json], [200, {}]);
  assert.equal((await call("GET", `${pools}/none:listAttestationRules`)).status, 404);
  assert.equal((await call("GET", `${pool}:listOthers`)).status, 404);
});

test("attestation rules are read with a permission of their own, which whoever may view pools has", async () => {
  const { google, call } = await withPool();
  const read = (role: string) => {
    const caller = { email: "anna@acme.example", roles: [role], scopes: [] };
    registerAccessToken({ google, now: () => new Date() }, role, caller);
    return call("GET", `${pool}:listAttestationRules`, undefined, { authorization: `Bearer ${role}` });
  };
  assert.equal((await read("roles/iam.workloadIdentityPoolViewer")).status, 200);
  assert.equal((await read("roles/iam.workloadIdentityPoolAdmin")).status, 200);
  const { status, json } = await read("roles/iam.securityReviewer");
  assert.equal(status, 403);
  assert.match(json.error.message, /^Permission 'iam\.workloadIdentityPools\.getAttestationRules' denied/);
});
