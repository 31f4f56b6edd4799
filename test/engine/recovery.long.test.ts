import assert from "node:assert/strict";
import { after, afterEach, before, it } from "node:test";
import type { EntraState } from "#sandbox/emulators/entra/entra.ts";
import { killTree, startUp, until } from "./running.ts";
import { World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.create();
  await world.importGoogleClient();
  world.save();
});
afterEach(() => world.restore());
after(() => world.close());

const ours = (state: EntraState) =>
  Object.values(state.applications).filter(({ tags }) => (tags as string[]).includes("erp-modern-auth/dev"));
const servicePrincipals = (state: EntraState) =>
  Object.values(state.servicePrincipals).filter(({ appId }) =>
    ours(state).some((application) => application.appId === appId),
  );
const belongsToOurs = (state: EntraState, id: string | null) =>
  servicePrincipals(state).some((one) => one.id === id);
const grants = (state: EntraState) =>
  Object.values(state.oauth2PermissionGrants).filter(({ clientId }) => belongsToOurs(state, clientId));
const assignments = (state: EntraState) =>
  Object.values(state.appRoleAssignments).filter(({ principalId }) => belongsToOurs(state, principalId));
const secrets = (state: EntraState) => ours(state).flatMap(({ passwordCredentials }) => passwordCredentials);

/** One of each on the server; the ERP holds a secret that the state knows; every other one is named. Then all is clean. */
async function assertWhole(said: string): Promise<void> {
  const { entra, erp } = world.sandbox;
  const counts = [ours, servicePrincipals, grants, assignments].map((list) => list(entra.state).length);
  assert.deepEqual(counts, [1, 1, 1, 1], "one application, service principal, grant and assignment");
  assert.equal(
    Object.values(entra.state.applications).filter(({ displayName }) =>
      /^CID ERP$|^TERRAFORM_UPDATE/.test(displayName),
    ).length,
    1,
  );
  const { microsoft } = await world.outputs();
  const company = erp.state.records["res.company"]?.["1"] ?? {};
  assert.equal(company[erp.state.addon.names.msClient], microsoft?.clientId);
  const unrecorded = secrets(entra.state).filter(({ keyId }) => keyId !== microsoft?.keyId);
  assert.equal(secrets(entra.state).length - unrecorded.length, 1);
  assert.deepEqual(
    microsoft?.unrecordedSecrets,
    unrecorded.map(({ keyId }) => keyId),
  );
  for (const { keyId } of unrecorded)
    assert.ok(said.includes(`key id ${keyId}`), "the secret that no state knows is named");
  await world.assertClean();
}

it("A lost state is found again by one up: no second application, grant or assignment, and the ERP has a secret that works", async () => {
  await world.up();
  await world.loseState();
  const { stdout } = await world.up();
  assert.equal(
    secrets(world.sandbox.entra.state).length,
    2,
    "a secret cannot be read back, so there is a new one",
  );
  await assertWhole(stdout);
  const { google } = world.sandbox;
  const [copy] = Object.values(google.state.secrets[world.config.google.project] ?? {});
  assert.deepEqual(Object.keys(copy?.versions ?? {}), ["1"], "Google's secret is not copied twice");
});

it("A lost state leaves nothing of ours behind on destroy, although nobody knows any more what the ERP held before", async () => {
  await world.up();
  await world.loseState();
  await world.up();
  const { code, stdout } = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(code, 0, stdout);
  assert.deepEqual(ours(world.sandbox.entra.state), []);
  const { records, addon } = world.sandbox.erp.state;
  const { msClient, msSecret, incomingFlag, outgoingFlag } = addon.names;
  const company = records["res.company"]?.["1"] ?? {};
  assert.deepEqual([company[msClient], company[msSecret]], [false, false]);
  assert.equal(records["fetchmail.server"]?.["1"]?.[incomingFlag], false, "no server uses an empty tab");
  assert.equal(records["ir.mail_server"]?.["1"]?.[outgoingFlag], false);
});

/** Where a run is killed: the request whose work is done and whose answer never comes. */
const MOMENTS: [string, string, (state: EntraState) => unknown[]][] = [
  ["the application", "^POST /v1\\.0/applications$", ours],
  ["the service principal", "^POST /v1\\.0/servicePrincipals$", servicePrincipals],
  ["the secret", "^POST /v1\\.0/applications/[^/]+/addPassword$", secrets],
  ["the grant", "^POST /v1\\.0/oauth2PermissionGrants$", grants],
  ["the assignment", "^POST /v1\\.0/servicePrincipals/[^/]+/appRoleAssignedTo$", assignments],
];

for (const [what, request, made] of MOMENTS) {
  it(`A run killed right after it made ${what} is finished by cancel and one plain up, with one of each`, async () => {
    const { entra } = world.sandbox;
    entra.faults.list = [{ match: request, after: true, latencyMs: 60_000 }];
    const { child, running } = startUp(world);
    await until(() => made(entra.state).length > 0, running);
    killTree(child.pid as number);
    const run = await running;
    assert.equal(run.signal, "SIGKILL", run.stdout + run.stderr);
    entra.faults.list = [];
    const cancelled = await world.run(["cancel", "--yes"]);
    assert.equal(cancelled.code, 0, cancelled.stderr);
    const { stdout } = await world.up();
    await assertWhole(stdout);
  });
}

it("A run stopped with Ctrl-C ends by itself, and the next up finishes the work", async () => {
  const { entra } = world.sandbox;
  entra.faults.list = [{ match: "^POST /v1\\.0/servicePrincipals$", after: true, latencyMs: 1500, times: 1 }];
  const { child, running } = startUp(world);
  await until(() => servicePrincipals(entra.state).length > 0, running);
  child.kill("SIGINT");
  const run = await running;
  assert.notEqual(run.code, 0);
  assert.equal(run.signal, null, "it was not killed");
  const { stdout } = await world.up();
  await assertWhole(stdout);
});

it("A run stopped with Ctrl-C while it waits for Entra to know the new secret ends at once and not when the patience ends, passes nothing on, and the next up finishes", async () => {
  const { entra, erp } = world.sandbox;
  entra.state.secretPropagation = { requests: 1000, milliseconds: 0 };
  const { child, running } = startUp(world);
  await until(
    () => Object.values(entra.state.credentialHashes).some(({ refusals }) => refusals === 998),
    running,
  );
  child.kill("SIGINT");
  const run = await running;
  assert.notEqual(run.code, 0);
  assert.match(run.stdout, /Interrupted while Entra did not accept the new secret yet/);
  assert.equal(erp.state.records["res.company"]?.["1"]?.[erp.state.addon.names.msSecret] || false, false);
  entra.state.secretPropagation = { requests: 0, milliseconds: 0 };
  for (const hash of Object.values(entra.state.credentialHashes)) hash.refusals = 0;
  const { stdout } = await world.up();
  await assertWhole(stdout);
});
