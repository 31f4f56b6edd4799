import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { it } from "node:test";
import { findObjects, type ObjectsQuery } from "#clients/google/findObjects.ts";

const digest = (value: string): string => createHash("sha256").update(value).digest("base64");
const base64 = (value: string): string => Buffer.from(value).toString("base64");

const SECRET = "https://secretmanager.googleapis.com/v1/projects/acme-erp/secrets/erp-acme";
const VERSIONS = "projects/123/secrets/erp-acme/versions";
const POOL = "projects/acme-erp/locations/global/workloadIdentityPools/erp-acme";

const there: Record<string, Record<string, unknown>> = {
  "https://cloudresourcemanager.googleapis.com/v1/projects/acme-erp": {
    lifecycleState: "ACTIVE",
    labels: { "erp-modern-auth": "acme" },
  },
  [SECRET]: { labels: { tenant: "acme" } },
  [`${SECRET}/versions`]: {
    versions: [
      { name: `${VERSIONS}/3`, state: "ENABLED" },
      { name: `${VERSIONS}/2`, state: "ENABLED" },
      { name: `${VERSIONS}/1`, state: "DESTROYED" },
    ],
  },
  [`https://secretmanager.googleapis.com/v1/${VERSIONS}/3:access`]: { payload: { data: base64("new") } },
  [`https://secretmanager.googleapis.com/v1/${VERSIONS}/2:access`]: { payload: { data: base64("old") } },
  [`https://iam.googleapis.com/v1/${POOL}`]: { state: "ACTIVE" },
  [`https://iam.googleapis.com/v1/${POOL}/providers/erp-acme`]: { state: "DELETED" },
};

const query: ObjectsQuery = {
  project: "acme-erp",
  createsProject: true,
  label: "acme",
  secretId: "erp-acme",
  digests: [digest("old"), digest("new"), digest("another")],
  identityId: "erp-acme",
};

/** Finds with these objects there, and keeps what was asked. */
async function find(change: Partial<ObjectsQuery> = {}, live = there) {
  const asked: string[] = [];
  const found = await findObjects({ ...query, ...change }, async (url) => {
    asked.push(url);
    return live[url];
  });
  return { found, asked };
}

it("What an earlier run made at Google is found by the ids that the plugin imports by, each version by the value it holds", async () => {
  const { found, asked } = await find();
  assert.deepEqual(found, {
    project: "projects/acme-erp",
    pool: POOL,
    secret: "projects/acme-erp/secrets/erp-acme",
    versions: [`${VERSIONS}/2`, `${VERSIONS}/3`, ""],
  });
  assert.ok(!asked.includes(`https://secretmanager.googleapis.com/v1/${VERSIONS}/1:access`));
});

it("What an earlier run made at Google is the older of two versions that hold the same value, whichever answers first", async () => {
  const twin = {
    ...there,
    [`https://secretmanager.googleapis.com/v1/${VERSIONS}/3:access`]: { payload: { data: base64("old") } },
  };
  const { found } = await find({ digests: [digest("old")] }, twin);
  assert.deepEqual(found.versions, [`${VERSIONS}/2`]);
});

it("What an earlier run made at Google is no project that was shut down", async () => {
  const url = "https://cloudresourcemanager.googleapis.com/v1/projects/acme-erp";
  const { found } = await find(
    {},
    { ...there, [url]: { ...there[url], lifecycleState: "DELETE_REQUESTED" } },
  );
  assert.equal(found.project, undefined);
});

it("What an earlier run made at Google is not what carries another tenant's label", async () => {
  const { found } = await find({ label: "beta", identityId: "erp-beta" });
  assert.deepEqual(found, { versions: [] });
});

it("What an earlier run made at Google is nothing where nothing can be seen", async () => {
  assert.deepEqual((await find({}, {})).found, { versions: [] });
});

it("What an earlier run made at Google is not asked for where it is not declared", async () => {
  const { secretId: _, identityId: __, ...bare } = query;
  const nothing = await findObjects({ ...bare, createsProject: false }, async () =>
    assert.fail("nobody is asked"),
  );
  assert.deepEqual(nothing, { versions: [] });
});
