import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import type { Plugin } from "./support/plugin.ts";
import { refused, World } from "./support/world.ts";

const SOVEREIGN = "login.sovereign.example";
const TAG = "erp-modern-auth/dev";

// The same tenant under a second name: what a national cloud's metadata would point to.
const world = await World.forFile(({ entra }) => (entra.hosts as string[]).push(SOVEREIGN));

const args = () => ({ tenantId: world.config.microsoft.tenantId, tag: TAG, displayName: "CID ERP" });
const find = (plugin: Plugin = world.plugin) => plugin.invoke("findEntraRegistration", args());
const state = () => world.sandbox.entra.state;

/** Puts a registration into the directory as an earlier run, or somebody else, made it. */
function register(displayName: string, tags: string[]): { id: string; appId: string } {
  const [template] = Object.values(state().applications);
  assert.ok(template);
  const application = {
    ...structuredClone(template),
    id: randomUUID(),
    appId: randomUUID(),
    displayName,
    tags,
  };
  state().applications[application.id] = application;
  return application;
}
const deployer = () => {
  const application = Object.values(state().applications).find(
    ({ appId }) => appId === world.sandbox.identities.ARM_CLIENT_ID,
  );
  const [credential] = application?.passwordCredentials ?? [];
  assert.ok(application && credential);
  return { application, credential };
};

it("findEntraRegistration finds nothing in a tenant that has nothing", async () => {
  const found = await find();
  assert.deepEqual(Object.keys(found).toSorted(), ["foreign", "graphServicePrincipalId"]);
  assert.deepEqual(found.foreign, []);
});

it("findEntraRegistration finds what carries our tag, and tells it from what merely has the name", async () => {
  const ours = register("CID ERP", ["other", TAG]);
  const theirs = register("CID ERP", []);
  const found = (await find()) as {
    registration?: Record<string, unknown>;
    foreign: Record<string, unknown>[];
  };
  assert.equal(found.registration?.applicationId, ours.id);
  assert.equal(found.registration?.clientId, ours.appId);
  assert.deepEqual(
    found.foreign.map(({ applicationId }) => applicationId),
    [theirs.id],
  );
});

it("findEntraRegistration stops where two carry the tag, and names both", async () => {
  const [one, two] = [register("CID ERP", [TAG]), register("CID ERP (2)", [TAG])];
  await refused(find(), new RegExp(one.appId), new RegExp(two.appId), /exactly one may/, /Delete the ones/);
});

for (const [what, env, said] of [
  [
    "no client id",
    { ARM_CLIENT_ID: undefined },
    [/ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ARM_CLIENT_SECRET/, /export ARM_CLIENT_ID=/],
  ],
  [
    "a client id without a credential",
    { ARM_CLIENT_SECRET: undefined },
    [/but no credential/, /ARM_CLIENT_SECRET/],
  ],
  [
    "a wrong secret",
    { ARM_CLIENT_SECRET: "not-the-secret-at-all" },
    [/AADSTS7000215/, /into ARM_CLIENT_SECRET/],
  ],
  [
    "an unknown client id",
    { ARM_CLIENT_ID: "0dd0d000-0000-4000-8000-000000000000" },
    [
      /AADSTS700016/,
      /Fix: check ARM_CLIENT_ID/,
      /\/adminconsent\?client_id=0dd0d000-0000-4000-8000-000000000000/,
    ],
  ],
  [
    "a bad assertion",
    { ARM_CLIENT_SECRET: undefined, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "e30.e30.e30" },
    [/cannot sign in to tenant/, /AADSTS/],
  ],
  [
    "an id token that only Terraform's provider reads",
    { ARM_CLIENT_SECRET: undefined, ARM_OIDC_TOKEN_FILE_PATH: "/run/token" },
    [/ARM_OIDC_TOKEN_FILE_PATH is set, but Pulumi's azuread plugin does not read it/, /Type: export/],
  ],
] as const) {
  it(`findEntraRegistration says what to do about ${what} of the deployer`, async () => {
    await refused(find(await world.startPlugin(env)), ...said);
  });
}

it("findEntraRegistration says what to do about the deployer's expired secret", async () => {
  deployer().credential.endDateTime = "2020-01-01T00:00:00Z";
  await refused(find(), /The deployer .* cannot sign in/, /AADSTS7000222/, /into ARM_CLIENT_SECRET/);
});

it("findEntraRegistration says what to do about a tenant that does not exist", async () => {
  const unknown = world.plugin.invoke("findEntraRegistration", { ...args(), tenantId: randomUUID() });
  await refused(unknown, /AADSTS90002/, /Fix: pulumi config set --path microsoft\.tenantId/);
});

it("findEntraRegistration names the right that is missing", async () => {
  state().appRoleAssignments = {};
  await refused(find(), /lacks a right for reading \/applications/, /Application\.Read\.All and consent/);
});

it("findEntraRegistration names another right where it is another one that is missing", async () => {
  register("CID ERP", [TAG]);
  world.sandbox.entra.faults.list = [{ match: "/oauth2PermissionGrants", status: 403 }];
  const [application] = Object.values(state().applications).filter(({ tags }) =>
    (tags as string[]).includes(TAG),
  );
  const [principal] = Object.values(state().servicePrincipals);
  assert.ok(application && principal);
  const own = { ...structuredClone(principal), id: randomUUID(), appId: application.appId };
  state().servicePrincipals[own.id] = own;
  await refused(find(), /reading \/oauth2PermissionGrants/, /DelegatedPermissionGrant\.ReadWrite\.All/);
});

it("findEntraRegistration says that Graph cannot be reached when its connections are dropped", async () => {
  world.sandbox.entra.faults.list = [{ match: "/v1.0/", drop: true }];
  await refused(find(), /Microsoft Graph \(reading \/applications\) cannot be reached/);
});

it("findEntraRegistration says that the token endpoint cannot be reached, and tries a few times before", async () => {
  world.sandbox.entra.faults.list = [{ match: "/oauth2/v2.0/token", status: 503, times: 2 }];
  assert.ok(await find(), "two bad moments pass");
});

it("findEntraRegistration uses the cloud that ARM_METADATA_HOSTNAME names, for login and Graph alike", async () => {
  const plugin = await world.startPlugin({ ARM_METADATA_HOSTNAME: SOVEREIGN });
  const { fetch } = world.sandbox.entra;
  const hosts = new Set<string>();
  world.sandbox.entra.fetch = (request) => {
    hosts.add(new URL(request.url).hostname);
    return fetch(request);
  };
  try {
    assert.ok((await find(plugin)).graphServicePrincipalId);
  } finally {
    world.sandbox.entra.fetch = fetch;
  }
  assert.deepEqual([...hosts], [SOVEREIGN]);
});

it("findEntraRegistration names ARM_METADATA_HOSTNAME when there is no such document", async () => {
  const plugin = await world.startPlugin({ ARM_METADATA_HOSTNAME: SOVEREIGN });
  world.sandbox.entra.faults.list = [{ match: "/metadata/endpoints", status: 404 }];
  await refused(find(plugin), /ARM_METADATA_HOSTNAME is "login\.sovereign\.example"/, /404/);
  world.sandbox.entra.faults.list = [{ match: "/metadata/endpoints", drop: true }];
  await refused(find(plugin), /ARM_METADATA_HOSTNAME is "login\.sovereign\.example"/, /cannot be reached/);
});
