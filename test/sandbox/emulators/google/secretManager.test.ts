import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32c } from "#sandbox/emulators/google/crc32c.ts";
import { testGoogle } from "./support.ts";

const secrets = "/v1/projects/acme-erp/secrets";
const name = "projects/123456789012/secrets/erp";
const data = Buffer.from("GOCSPX-not-a-real-one").toString("base64");

async function withSecret() {
  const world = testGoogle();
  const created = await world.call("POST", `${secrets}?secretId=erp`, {
    replication: { automatic: {} },
    labels: { tenant: "acme" },
  });
  assert.equal(created.status, 200);
  const status = async (method: string, path: string, body?: unknown) => {
    const { json } = await world.call(method, path, body);
    return json.error ? `${json.error.code} ${json.error.status}` : "OK";
  };
  return { ...world, status };
}

test("a secret is created once, and its parts are checked", async () => {
  const { call, status } = await withSecret();
  const replication = { automatic: {} };
  assert.equal(await status("POST", `${secrets}?secretId=erp`, { replication }), "409 ALREADY_EXISTS");
  assert.equal(await status("POST", `${secrets}?secretId=a/b`, { replication }), "400 INVALID_ARGUMENT");
  assert.equal(await status("POST", `${secrets}?secretId=b`, {}), "400 INVALID_ARGUMENT");
  const labels = { Tenant: "acme" };
  assert.equal(
    await status("POST", `${secrets}?secretId=b`, { replication, labels }),
    "400 INVALID_ARGUMENT",
  );
  const missing = await call("GET", `${secrets}/none`);
  assert.equal(missing.status, 404);
  assert.match(missing.json.error.message, /^Secret \[projects\/123456789012\/secrets\/none\] not found/);
});

test("labels change only when the update mask names them, and the etag changes with them", async () => {
  const { call, status } = await withSecret();
  const before = (await call("GET", `${secrets}/erp`)).json;
  assert.equal(await status("PATCH", `${secrets}/erp`, { labels: {} }), "400 INVALID_ARGUMENT");
  assert.equal(
    await status("PATCH", `${secrets}/erp?updateMask=replication`, { replication: {} }),
    "400 INVALID_ARGUMENT",
  );
  const annotated = await call("PATCH", `${secrets}/erp?updateMask=annotations`, {
    labels: { tenant: "other" },
    annotations: { note: "Hello, World" },
  });
  assert.deepEqual(annotated.json.labels, { tenant: "acme" });
  assert.deepEqual(annotated.json.annotations, { note: "Hello, World" });
  const relabelled = await call("PATCH", `${secrets}/erp?updateMask=labels`, { labels: { tenant: "beta" } });
  assert.deepEqual(relabelled.json.labels, { tenant: "beta" });
  assert.notEqual(relabelled.json.etag, before.etag);
});

test("versions are numbered from 1, listed from the newest, and `latest` is the newest", async () => {
  const { call } = await withSecret();
  for (const text of ["one", "two"]) {
    await call("POST", `${secrets}/erp:addVersion`, {
      payload: { data: Buffer.from(text).toString("base64") },
    });
  }
  const list = await call("GET", `${secrets}/erp/versions`);
  assert.deepEqual(
    list.json.versions.map((version: { name: string }) => version.name),
    [`${name}/versions/2`, `${name}/versions/1`],
  );
  const latest = await call("GET", `${secrets}/erp/versions/latest:access`);
  assert.equal(latest.json.name, `${name}/versions/2`);
  assert.equal(Buffer.from(latest.json.payload.data, "base64").toString(), "two");
  assert.equal(latest.json.payload.dataCrc32c, String(crc32c(Buffer.from("two"))));
});

test("a version is readable only while it is enabled, and destroyed for good", async () => {
  const { google, call, status } = await withSecret();
  await call("POST", `${secrets}/erp:addVersion`, { payload: { data } });
  const version = `/v1/${name}/versions/1`;
  assert.equal((await call("GET", `${version}:access`)).json.payload.data, data);
  assert.equal((await call("POST", `${version}:disable`, {})).json.state, "DISABLED");
  const refused = await call("GET", `${version}:access`);
  assert.equal(refused.json.error.status, "FAILED_PRECONDITION");
  assert.match(refused.json.error.message, /is in DISABLED state/);
  assert.equal((await call("POST", `${version}:enable`, {})).json.state, "ENABLED");
  const destroyed = (await call("POST", `${version}:destroy`, {})).json;
  assert.equal(destroyed.state, "DESTROYED");
  assert.ok(destroyed.destroyTime);
  assert.equal(await status("GET", `${version}:access`), "400 FAILED_PRECONDITION");
  assert.equal(await status("POST", `${version}:enable`), "400 FAILED_PRECONDITION");
  assert.equal((await call("GET", version)).json.state, "DESTROYED");
  assert.ok(!JSON.stringify(google.state).includes(data), "the payload is gone");
  assert.equal(await status("GET", `/v1/${name}/versions/2`), "404 NOT_FOUND");
});

test("a payload is required, its checksum is compared, and it counts as a secret", async () => {
  const { google, call, status } = await withSecret();
  const add = (payload: object) => status("POST", `${secrets}/erp:addVersion`, { payload });
  assert.equal(await add({}), "400 INVALID_ARGUMENT");
  assert.equal(await add({ data, dataCrc32c: "1" }), "400 INVALID_ARGUMENT");
  const right = String(crc32c(Buffer.from(data, "base64")));
  assert.equal(await add({ data, dataCrc32c: right }), "OK");
  assert.ok(google.secrets.has("GOCSPX-not-a-real-one"));
  assert.equal(await status("POST", `${secrets}/none:addVersion`, { payload: { data } }), "404 NOT_FOUND");
  assert.equal((await call("GET", `${secrets}/erp/versions`)).json.totalSize, 1);
});

test("secrets are listed by label, and gone with all versions when deleted", async () => {
  const { call, status } = await withSecret();
  await call("POST", `${secrets}?secretId=other`, { replication: { automatic: {} } });
  assert.equal((await call("GET", secrets)).json.totalSize, 2);
  const found = await call("GET", `${secrets}?filter=labels.tenant%3Dacme`);
  assert.deepEqual(
    found.json.secrets.map((secret: { name: string }) => secret.name),
    [name],
  );
  assert.deepEqual((await call("DELETE", `${secrets}/erp`)).json, {});
  assert.equal(await status("DELETE", `${secrets}/erp`), "404 NOT_FOUND");
  assert.equal(await status("GET", `${secrets}/erp/versions`), "404 NOT_FOUND");
});

test("a new secret can take some reads to appear", async () => {
  const { google, call, status } = await withSecret();
  google.faults.readsBeforeVisible = 1;
  await call("POST", `${secrets}?secretId=late`, { replication: { automatic: {} } });
  assert.equal(await status("GET", `${secrets}/late`), "404 NOT_FOUND");
  assert.equal(await status("GET", `${secrets}/late`), "OK");
});

test("the checksum is CRC-32C: the check value of its definition", () => {
  assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283);
});
