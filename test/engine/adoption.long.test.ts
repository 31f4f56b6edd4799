import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, it } from "node:test";
import { parse } from "yaml";
import { askedFor } from "#config/rules/askedFor.ts";
import { DEFAULT_SWITCHES, selectPermissions } from "#config/rules/permissions.ts";
import { redirectUri } from "#config/rules/redirectUris.ts";
import type { EntraState } from "#sandbox/emulators/entra/state.ts";
import { passwordCredential } from "#test/verify/tenantByHand.ts";
import { admin, deployer, EWS, EXCHANGE, type HandMade, makeByHand, OLD_URI } from "./handMade.ts";
import { modernAuth, verification } from "./modernAuth.ts";
import { killTree, startUp, until } from "./running.ts";
import { named, World } from "./world.ts";

const TAG = "erp-modern-auth/dev";
const KEPT = { api: EXCHANGE, id: EWS, type: "Scope" as const };

let world: World;
let made: HandMade;
before(async () => {
  world = await World.ofMicrosoft();
});
beforeEach(async () => {
  const { dns, microsoft } = world.config;
  made = await makeByHand(world.sandbox, redirectUri(dns), microsoft.tenantId);
});
afterEach(() => world.restore());
after(() => world.close());

const state = () => world.sandbox.entra.state;
const settings = (): { adopt?: unknown; keep?: unknown } =>
  parse(readFileSync(world.stack.configFile, "utf8")).config["erp-modern-auth:microsoft"];
const adopt = (...args: string[]) => modernAuth(world, ["adopt", "dev", ...args]);
async function adopted(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await adopt(...args);
  assert.equal(code, 0, stdout + stderr);
}

/**
 * What the directory must be after an adoption: as it was, but for what a person can read here.
 *
 * @param scopes the delegated permissions consented to
 */
function expectedDirectory(
  before: EntraState,
  { uris, kept, scopes }: { uris: string[]; kept: (typeof KEPT)[]; scopes: string[] },
): EntraState {
  const after = structuredClone(before);
  const application = after.applications[made.application.id];
  const grant = after.oauth2PermissionGrants[made.grantId];
  assert.ok(application && grant);
  const now = state().applications[made.application.id];
  const ours = (now?.passwordCredentials ?? []).filter(({ keyId }) => !made.secrets.includes(keyId));
  assert.equal(ours.length, 1, "one secret of our own");
  Object.assign(application, {
    tags: [TAG, "finance"],
    api: { ...(application["api"] as object), requestedAccessTokenVersion: 2 },
    requiredResourceAccess: askedFor(selectPermissions(DEFAULT_SWITCHES), kept).map(
      ({ resourceAppId, resourceAccesses }) => ({ resourceAppId, resourceAccess: resourceAccesses }),
    ),
    passwordCredentials: [...application.passwordCredentials, ...ours],
    web: { ...(application["web"] as object), redirectUris: uris },
    // What the plugin writes for "not set".
    isFallbackPublicClient: false,
  });
  grant.scope = scopes.join(" ");
  for (const { keyId } of ours) {
    const hash = state().credentialHashes[keyId];
    assert.ok(hash);
    after.credentialHashes[keyId] = hash;
  }
  return after;
}

/** Graph keeps these in whatever order they were written. */
function ordered(directory: EntraState): EntraState {
  const copy = structuredClone(directory);
  for (const application of Object.values(copy.applications)) {
    const { web, requiredResourceAccess } = application as unknown as {
      web: { redirectUris: string[] };
      requiredResourceAccess: { resourceAppId: string; resourceAccess: { id: string }[] }[];
    };
    web.redirectUris.sort();
    (application["tags"] as string[]).sort();
    requiredResourceAccess.sort((a, b) => (a.resourceAppId < b.resourceAppId ? -1 : 1));
    for (const { resourceAccess } of requiredResourceAccess)
      resourceAccess.sort((a, b) => (a.id < b.id ? -1 : 1));
    application.passwordCredentials.sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
  }
  for (const grant of Object.values(copy.oauth2PermissionGrants))
    grant.scope = grant.scope.split(" ").sort().join(" ");
  for (const owners of Object.values(copy.owners)) owners.sort();
  return copy;
}

const OWN_SCOPES = selectPermissions(DEFAULT_SWITCHES)
  .filter(({ type }) => type === "Scope")
  .map(({ name }) => name);
const WHOLE = {
  get uris() {
    return [redirectUri(world.config.dns), OLD_URI];
  },
  kept: [KEPT],
  scopes: [...OWN_SCOPES, "Mail.ReadWrite"],
};

/** One registration, as it was but for what is ours now; the ERP has our secret; nothing is left to do. */
async function assertAdopted(before: EntraState): Promise<void> {
  assert.deepEqual(ordered(state()), ordered(expectedDirectory(before, WHOLE)));
  const { microsoft } = await world.outputs();
  const { records, addon } = world.sandbox.erp.state;
  const company = records["res.company"]?.["1"] ?? {};
  assert.equal(company[addon.names.msClient], made.application.appId);
  const [ours] = (state().applications[made.application.id]?.passwordCredentials ?? []).filter(
    ({ keyId }) => keyId === microsoft?.keyId,
  );
  assert.equal(String(company[addon.names.msSecret]).slice(0, 3), ours?.hint, "the ERP holds the new secret");
  await world.assertClean();
}

it("A registration made by hand, by the old procedure stops up, which names the command; adopted, it is taken over with all that hangs on it, and nothing is lost", async () => {
  const refused = await world.preview();
  assert.match(refused.messages, /modern-auth adopt dev/);
  const before = structuredClone(state());

  const { code, stdout } = await adopt();
  assert.equal(code, 0, stdout);
  assert.deepEqual(state(), before, "adopt itself changes nothing in the directory");
  const keep = {
    redirectUris: [OLD_URI],
    permissions: [{ ...KEPT }],
    scopes: ["Mail.ReadWrite"],
    owners: [admin(state())],
    secrets: made.secrets,
  };
  assert.deepEqual(settings().adopt, { application: made.application.id });
  assert.deepEqual(settings().keep, keep);
  for (const id of [made.application.id, made.principal.id, made.grantId, made.assignmentId, ...made.secrets])
    assert.ok(stdout.includes(id), `the report names ${id}`);

  const { stdout: said } = await world.up();
  assert.match(said, /It was there before this stack took the registration over, and is kept/);
  assert.doesNotMatch(said, /left over from an interrupted run/);
  await assertAdopted(before);

  const again = await adopt();
  assert.equal(again.code, 0);
  assert.match(again.stdout, /It is this stack's already, so there is nothing to adopt/);
  assert.deepEqual(settings().keep, keep, "and nothing was written");
  await world.run(["config", "rm", "--path", "microsoft.adopt"]);
  await world.assertClean();

  const { named: notable } = await verification(world);
  assert.deepEqual(notable, made.secrets.map((keyId) => `warn secret ${keyId}`).toSorted());
  const orphans = await modernAuth(world, ["verify", "dev", "--remove-orphans", "--yes"]);
  assert.equal(orphans.stderr, "", "a secret made by hand is no orphan");

  const untouched = structuredClone(state());
  await adopted("--drop-extras");
  assert.deepEqual(settings().keep, { owners: keep.owners, secrets: keep.secrets });
  await world.up();
  const dropped = { uris: [redirectUri(world.config.dns)], kept: [], scopes: OWN_SCOPES };
  assert.deepEqual(
    ordered(state()),
    ordered(expectedDirectory(before, dropped)),
    "exactly the extras are gone",
  );
  assert.notDeepEqual(state(), untouched);
  await world.assertClean();
});

it("A registration made by hand, by the old procedure that an owner leaves later is not given back to him, and a stranger who joins shows up as drift", async () => {
  await adopted();
  await world.up();
  state().owners[made.application.id] = [deployer(world.sandbox)];
  await world.assertClean();
  state().owners[made.application.id]?.push(made.principal.id);
  const [stranger, ...others] = named((await world.preview()).steps);
  assert.match(stranger ?? "", /^azuread Application owners\[\d\]$/);
  assert.deepEqual(others, []);
});

it("A registration made by hand, by the old procedure is finished by the next up when the first one is killed half-way", async () => {
  const before = structuredClone(state());
  await adopted();
  const { entra } = world.sandbox;
  const tagged = () => JSON.stringify(state().applications[made.application.id]).includes(TAG);
  entra.faults.list = [{ match: "^PATCH /v1\\.0/applications/", after: true, latencyMs: 60_000 }];
  const { child, running } = startUp(world);
  await until(tagged, running);
  killTree(child.pid as number);
  const run = await running;
  assert.equal(run.signal, "SIGKILL", run.stdout + run.stderr);
  entra.faults.list = [];
  assert.equal((await world.run(["cancel", "--yes"])).code, 0);
  await world.up();
  await assertAdopted(before);
});

it("A registration made by hand, by the old procedure is one of several of its name: they are listed and nothing is written; the chosen one is adopted", async () => {
  const { dns, microsoft } = world.config;
  const first = made;
  const second = await makeByHand(world.sandbox, redirectUri(dns), microsoft.tenantId);
  const { code, stdout } = await adopt();
  assert.equal(code, 4);
  for (const { application } of [first, second])
    assert.ok(stdout.includes(`object ${application.id}, client id ${application.appId}`), stdout);
  assert.deepEqual([settings().adopt, settings().keep], [undefined, undefined]);

  made = first;
  await adopted("--application", first.application.appId);
  const late = passwordCredential("CID ERP", "xyz8Q~made-in-the-portal-after-adopt-0815");
  first.application.passwordCredentials.push(late);
  made.secrets.push(late.keyId);
  const before = structuredClone(state());
  const up = await modernAuth(world, ["up", "dev", "--retries", "0"]);
  assert.equal(up.code, 0, up.stdout + up.stderr);
  assert.doesNotMatch(up.stderr, /Removed/, "what the customer made is not left over from this run");
  await assertAdopted(before);
});

const unwritten = async (code: number, ...said: RegExp[]): Promise<void> => {
  const run = await adopt();
  for (const pattern of said) assert.match(run.stdout + run.stderr, pattern);
  assert.equal(run.code, code, run.stdout + run.stderr);
  assert.deepEqual([settings().adopt, settings().keep], [undefined, undefined], "nothing was written");
};

it("modern-auth adopt shows everything and writes nothing with --dry-run", async () => {
  const { code, stdout } = await adopt("--dry-run", "--json");
  assert.equal(code, 0);
  const { outcome, result, plan } = JSON.parse(stdout);
  assert.deepEqual([outcome, result], ["ok", "would-write"]);
  assert.deepEqual(
    plan.changes.map(({ check }: { check: string }) => check),
    ["application.api.requestedAccessTokenVersion", "application.tags"],
  );
  assert.deepEqual([settings().adopt, settings().keep], [undefined, undefined]);
});

it("modern-auth adopt stops before anything is tried when the deployer owns neither part, and says what an owner types", async () => {
  const { id, appId } = made.application;
  state().owners[id] = [admin(state())];
  state().owners[made.principal.id] = [admin(state())];
  const oid = deployer(world.sandbox);
  await unwritten(
    4,
    new RegExp(`az ad app owner add --id ${appId} --owner-object-id ${oid}`),
    new RegExp(`servicePrincipals/${made.principal.id}/owners/\\$ref`),
  );
});

it("modern-auth adopt does not take over what serves more than the ERP, until it is told to", async () => {
  Object.assign(made.application, { spa: { redirectUris: ["https://app.example/spa"] } });
  await unwritten(4, /https:\/\/app\.example\/spa of a single-page application/, /--drop-extras/);
  await adopted("--drop-extras");
});

it("modern-auth adopt run again before up, writes what there is by then, and nothing that was", async () => {
  await adopted();
  Object.assign(made.application, { web: { redirectUris: [] } });
  await adopted();
  const keep = settings().keep as Record<string, unknown>;
  assert.deepEqual(Object.keys(keep), ["owners", "permissions", "scopes", "secrets"]);
  assert.deepEqual(settings().adopt, { application: made.application.id });
});

it("modern-auth adopt leaves another stack's registration alone", async () => {
  Object.assign(made.application, { tags: ["erp-modern-auth/acme"] });
  await unwritten(4, /carries the tag "erp-modern-auth\/acme": it belongs to another stack/);
});

it("modern-auth adopt never takes over an identity that the run works under, whoever owns it", async () => {
  const { ARM_CLIENT_ID = "" } = world.sandbox.identities;
  const deployers = await adopt("--application", ARM_CLIENT_ID);
  assert.equal(deployers.code, 4, deployers.stdout + deployers.stderr);
  assert.match(
    deployers.stdout,
    /is the deployer itself, under which this run works, and a stack never takes it over/,
  );
  const named = await modernAuth(world, ["adopt", "dev"], { AZURE_CLIENT_ID: made.application.appId });
  assert.equal(named.code, 4, named.stdout + named.stderr);
  assert.match(named.stdout, /is an identity that this run works under \(AZURE_CLIENT_ID\)/);
  assert.deepEqual([settings().adopt, settings().keep], [undefined, undefined], "nothing was written");
});

it("modern-auth adopt says that there is none, and of an id that is not there too", async () => {
  Object.assign(made.application, { displayName: "Messagerie" });
  await unwritten(4, /There is no app registration "CID ERP" to adopt/);
  const unknown = "00000000-0000-4000-8000-000000000000";
  const run = await adopt("--application", unknown);
  assert.equal(run.code, 4);
  assert.match(run.stdout, /no app registration with the object or client id 00000000/);
  assert.equal((await adopt("--application", "CID ERP")).code, 2);
  await adopted("--application", made.application.id);
  assert.equal((await modernAuth(world, ["adopt", "nobody"])).code, 2);
});

it("modern-auth adopt needs no adoption for what carries the tag", async () => {
  Object.assign(made.application, { tags: [TAG] });
  await unwritten(0, /there is nothing to adopt/);
});

it("modern-auth adopt stops up when what it wrote is gone by then, instead of making a new one", async () => {
  await adopted();
  delete state().applications[made.application.id];
  const { code, messages } = await world.preview();
  assert.notEqual(code, 0);
  assert.match(messages, /microsoft\.adopt\.application: this tenant has no app registration/);
});
