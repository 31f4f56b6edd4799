import assert from "node:assert/strict";
import { after, afterEach, before, it } from "node:test";
import { createWebClient } from "#sandbox/emulators/google/console.ts";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { named, World } from "./world.ts";

const PROJECT = "acme-erp-2026";
const WITHOUT_MICROSOFT = { ARM_CLIENT_ID: "", ARM_CLIENT_SECRET: "" };

const redirectUris = ["https://demofabien.cid-erp.app/oauth2/retrieve_token"];

let world: World;
before(async () => {
  world = await World.create({ env: WITHOUT_MICROSOFT });
  for (const key of ["microsoft", "erp.incomingServers", "erp.outgoingServers"])
    await world.run(["config", "rm", "--path", key]);
  const given = {
    "google.project": PROJECT,
    "google.createProject.organization": "123456789012",
    "google.operators[0]": "user:anna@acme.example",
    "google.workloadIdentity.repositoryId": "74",
    "google.workloadIdentity.branch": "main",
    "google.domainVerification": "token",
  };
  for (const [key, value] of Object.entries(given)) await world.setText(key, value);
  world.save();
});
afterEach(() => world.restore());
after(() => world.close());

const google = () => world.sandbox.google.state;
const bindings = () => google().iamPolicies[`projects/${PROJECT}`]?.bindings ?? [];
const rolesOf = (member: string) =>
  bindings()
    .filter(({ members }) => members.includes(member))
    .map(({ role }) => role)
    .toSorted();

async function assertClean(): Promise<void> {
  const { code, steps, messages } = await world.preview();
  assert.deepEqual([code, named(steps)], [0, []], messages);
}

it("A Google project that the program creates gets its APIs, operators and pipelines, is found again without the state, and goes with destroy", async () => {
  await world.up();
  assert.equal(google().projects[PROJECT]?.parent?.id, "123456789012");
  assert.deepEqual(rolesOf("user:anna@acme.example"), ["roles/oauthconfig.editor"]);
  const [account, ...others] = Object.values(google().serviceAccounts).filter(
    ({ projectId }) => projectId === PROJECT,
  );
  assert.deepEqual(others, []);
  assert.deepEqual(rolesOf(`serviceAccount:${account?.email}`), [
    "roles/iam.securityReviewer",
    "roles/iam.serviceAccountViewer",
    "roles/iam.workloadIdentityPoolViewer",
    "roles/logging.viewer",
    "roles/serviceusage.serviceUsageAdmin",
  ]);
  const [pool] = Object.values(google().workloadIdentityPools[PROJECT] ?? {});
  const [provider] = Object.values(pool?.providers ?? {});
  assert.equal(
    provider?.attributeCondition,
    'assertion.repository_id == "74" && assertion.ref == "refs/heads/main"',
  );
  assert.deepEqual(
    google().iamPolicies[`projects/${PROJECT}/serviceAccounts/${account?.email}`]?.bindings[0]?.members.map(
      (one) => one.replace(/.*\/attribute/, "attribute"),
    ),
    ["attribute.pipeline/74:refs/heads/main"],
  );
  const { domainVerification, workloadIdentity } = (await world.outputs()).google as {
    domainVerification: { name: string; type: string; value: string };
    workloadIdentity: { provider: string; serviceAccount: string };
  };
  assert.deepEqual([domainVerification.name, domainVerification.type], ["cid-erp.app", "TXT"]);
  assert.match(domainVerification.value, /^google-site-verification=/);
  assert.equal(workloadIdentity.serviceAccount, account?.email);

  google().siteVerification.dns[domainVerification.name] = [domainVerification.value];
  await world.setText("google.domainVerification", "record");
  const client = createWebClient(world.sandbox.google, { project: PROJECT, name: "CID ERP", redirectUris });
  await world.set("googleClientFile", JSON.stringify(client.content), "secret");
  await world.up();
  assert.deepEqual(
    Object.keys(google().siteVerification.owners),
    ["dns://cid-erp.app"],
    "the domain is proven",
  );
  assert.deepEqual(
    Object.entries(google().iamPolicies)
      .find(([name]) => name.endsWith("/secrets/erp-dev"))?.[1]
      .bindings.map(({ role }) => role),
    ["roles/secretmanager.admin"],
    "the pipelines may rotate the copy",
  );
  await assertClean();

  const made = structuredClone({ ...google(), longOperations: {}, operations: {}, iamPolicies: {} });
  const policies = structuredClone(bindings());
  await world.loseState();
  await world.up();
  const now = { ...google(), longOperations: {}, operations: {}, iamPolicies: {} };
  assert.deepEqual(now, made, "one of each, and what was there");
  assert.deepEqual(bindings(), policies);
  await assertClean();

  const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(destroyed.code, 0, destroyed.stdout);
  assert.equal(google().projects[PROJECT]?.lifecycleState, "DELETE_REQUESTED");
});

it("A Google project that the program creates is the pipelines' from the second run on, with no more rights than they were given", async () => {
  await world.setText("google.domainVerification", "none");
  await world.up();
  const [account] = Object.values(google().serviceAccounts).filter(({ projectId }) => projectId === PROJECT);
  const token = "ya29.of-the-pipelines";
  const scopes = ["https://www.googleapis.com/auth/cloud-platform"];
  const now = () => new Date();
  registerAccessToken({ google: world.sandbox.google, now }, token, {
    email: account?.email ?? "",
    roles: [],
    scopes,
  });
  const pipeline = { env: { GOOGLE_OAUTH_ACCESS_TOKEN: token } };
  const client = createWebClient(world.sandbox.google, { project: PROJECT, name: "CID ERP", redirectUris });
  await world.set("googleClientFile", JSON.stringify(client.content), "secret");
  await world.up(pipeline);
  const { code, steps, messages } = await world.preview(pipeline);
  assert.deepEqual([code, named(steps)], [0, []], messages);
  assert.equal((await world.outputs()).google?.status, "proven");
});
