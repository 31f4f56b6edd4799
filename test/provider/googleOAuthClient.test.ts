import assert from "node:assert/strict";
import { it } from "node:test";
import { createClientByHand } from "#sandbox/console.ts";
import { deleteClient, disableSecret, setRedirectUris } from "#sandbox/emulators/google/console.ts";
import { inside, output, secret, secretNames, UNKNOWN, type Wire } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const TYPE = "GoogleOAuthClient";

const world = await World.forFile();
const download = createClientByHand(world.sandbox.google, world.config);
const { clientId, clientSecret } = download;
const file = JSON.stringify(download.content);
world.save();

const redirectUri = () => `https://${world.config.dns}/oauth2/retrieve_token`;
const wanted = (more: Wire = {}): Wire => ({
  project: world.config.google.project,
  redirectUri: redirectUri(),
  clientFile: secret(file),
  configKey: "googleClientFile",
  superseded: false,
  ...more,
});
const create = () => world.plugin.create(TYPE, wanted());
const google = () => world.sandbox.google;

it("The Google OAuth client is proven, and its file and secret stay in their envelopes", async () => {
  assert.deepEqual(await world.plugin.check(TYPE, wanted()), { inputs: wanted(), failures: [] });
  const made = await create();
  assert.equal(made.id, clientId);
  assert.equal(made.outputs.clientId, clientId);
  assert.equal(inside(made.outputs.clientSecret), clientSecret);
  assert.deepEqual(secretNames(made.outputs), ["clientFile", "clientSecret"]);
  assert.deepEqual([made.outputs.token, made.outputs.redirect], ["accepted", "registered"]);
  assert.deepEqual(await world.plugin.read(TYPE, made), made);
  assert.equal((await world.plugin.diff(TYPE, made, wanted())).changes, "none");
});

it("The Google OAuth client asks nobody in a preview", async () => {
  const planned = await world.plugin.create(TYPE, wanted(), true);
  assert.equal(planned.outputs.clientId, clientId);
  await world.plugin.update(TYPE, await create(), wanted(), true);
  world.seen.length = 0;
  await world.plugin.create(TYPE, wanted(), true);
  assert.equal(world.seen.length, 0);
});

it("The Google OAuth client is previewed and checked with inputs that are not known yet", async () => {
  const unknown = wanted({ clientFile: output({ secret: true }) });
  assert.deepEqual((await world.plugin.check(TYPE, unknown)).failures, []);
  assert.deepEqual(
    (await world.plugin.check(TYPE, wanted({ project: UNKNOWN, redirectUri: UNKNOWN }))).failures,
    [],
  );
  const planned = await world.plugin.create(TYPE, unknown, true);
  assert.equal(inside(planned.outputs.clientSecret), UNKNOWN);
  assert.equal(planned.outputs.clientId, UNKNOWN);
  const updated = await world.plugin.update(TYPE, await create(), unknown, true);
  assert.equal(inside(updated.outputs.clientFile), UNKNOWN);
});

it("The Google OAuth client of another project, or without the redirect URI, fails its check with the property and the fix", async () => {
  const { failures } = await world.plugin.check(TYPE, wanted({ project: "another-project" }));
  assert.deepEqual(
    failures.map(([property]) => property),
    ["clientFile"],
  );
  assert.match(failures[0]?.[1] ?? "", /googleClientFile: .*another-project.* Fix: /);
  const missing = await world.plugin.check(TYPE, wanted({ redirectUri: "https://other.example/cb" }));
  assert.match(missing.failures[0]?.[1] ?? "", /must contain exactly "https:\/\/other\.example\/cb"/);
  const broken = await world.plugin.check(TYPE, wanted({ clientFile: secret(file.slice(0, -9)) }));
  assert.equal(broken.failures.length, 1);
});

it("The Google OAuth client whose secret was disabled is refused at creation, and the ERP keeps what it had", async () => {
  disableSecret(google(), clientId, clientSecret.slice(-4));
  await refused(create(), /googleClientFile: Google refuses the secret/, /The ERP keeps what it had/);
});

it("The Google OAuth client whose secret was disabled later is drift of the token alone", async () => {
  const made = await create();
  disableSecret(google(), clientId, clientSecret.slice(-4));
  const live = await world.plugin.read(TYPE, made);
  assert.ok(live);
  assert.equal(live.outputs.token, "refused: secret_refused");
  assert.deepEqual((await world.plugin.diff(TYPE, live, wanted())).detailed, { token: "update!" });
  assert.deepEqual(secretNames(live.outputs), ["clientFile", "clientSecret"]);
  await refused(world.plugin.update(TYPE, live, wanted()), /Add a secret to the client/);
});

it("The Google OAuth client that was deleted is drift, not a vanished resource: the file is still in the configuration", async () => {
  const made = await create();
  deleteClient(google(), clientId);
  const live = await world.plugin.read(TYPE, made);
  assert.equal(live?.outputs.token, "refused: deleted_client");
  assert.ok(live);
  const [deletion] = google().state.auditLog.slice(-1);
  const until = new Date(Date.parse(deletion?.timestamp ?? "") + 30 * 24 * 3600 * 1000);
  await refused(
    world.plugin.update(TYPE, live, wanted()),
    /googleClientFile: The client was deleted\. operator@example\.com deleted it on/,
    new RegExp(`it can be restored until ${until.toISOString().slice(0, 10)}\\. Restore it`),
  );
});

it("The Google OAuth client whose redirect URI was taken out is drift of the redirect, and the update says where to add it", async () => {
  const made = await create();
  setRedirectUris(google(), clientId, ["https://elsewhere.example/cb"]);
  const live = await world.plugin.read(TYPE, made);
  assert.ok(live);
  assert.equal(live.outputs.redirect, "mismatch");
  assert.deepEqual((await world.plugin.diff(TYPE, live, wanted())).detailed, { redirect: "update!" });
  await refused(
    world.plugin.update(TYPE, live, wanted()),
    /Authorized redirect URIs/,
    /auth\/clients\?project=/,
  );
  setRedirectUris(google(), clientId, [redirectUri()]);
  assert.equal((await world.plugin.update(TYPE, live, wanted())).outputs.redirect, "registered");
});

it("The Google OAuth client whose redirect URI is not known everywhere yet is pending, which is no drift", async () => {
  setRedirectUris(google(), clientId, ["https://elsewhere.example/cb"]);
  const made = await create();
  assert.equal(made.outputs.redirect, "pending");
  assert.equal((await world.plugin.diff(TYPE, made, wanted())).changes, "none");
  assert.equal((await world.plugin.read(TYPE, made))?.outputs.redirect, "pending");
});

it("The Google OAuth client is neither lost nor doubted while Google is away", async () => {
  const made = await create();
  google().faults.list = [{ status: 503, retryAfter: 60 }];
  assert.deepEqual(await world.plugin.read(TYPE, made), made);
});

it("The Google OAuth client with another file is an update of that file", async () => {
  const made = await create();
  const other = createClientByHand(google(), world.config);
  const next = wanted({ clientFile: secret(JSON.stringify(other.content)) });
  assert.deepEqual((await world.plugin.diff(TYPE, made, next)).detailed, { clientFile: "update" });
  const updated = await world.plugin.update(TYPE, made, next);
  assert.equal(updated.outputs.clientId, other.clientId);
});

it("The Google OAuth client of another project number fails its check", async () => {
  const { failures } = await world.plugin.check(TYPE, wanted({ projectNumber: "999999999999" }));
  assert.match(failures[0]?.[1] ?? "", /project number.* is "\d+".*Allowed: "999999999999"/);
});

it("The Google OAuth client names the key of the configuration that its file stands under", async () => {
  const second = wanted({ configKey: "googleNextClientFile" });
  const { failures } = await world.plugin.check(TYPE, { ...second, project: "another-project" });
  assert.match(failures[0]?.[1] ?? "", /^googleNextClientFile: /);
  disableSecret(google(), clientId, clientSecret.slice(-4));
  await refused(world.plugin.create(TYPE, second), /googleNextClientFile: Google refuses the secret/);
  const made = { id: clientId, inputs: wanted(), outputs: { token: "accepted", redirect: "registered" } };
  assert.equal(
    (await world.plugin.diff(TYPE, made, second)).changes,
    "none",
    "which of the two is no change",
  );
});

it("The Google OAuth client that a newer secret supersedes may be refused, which is told and is no drift", async () => {
  const made = await create();
  const superseded = wanted({ superseded: true });
  assert.deepEqual((await world.plugin.diff(TYPE, made, superseded)).detailed, { superseded: "update" });
  const { outputs } = await world.plugin.update(TYPE, made, superseded);
  assert.equal(outputs.token, "accepted");
  disableSecret(google(), clientId, clientSecret.slice(-4));
  const live = await world.plugin.read(TYPE, { id: clientId, inputs: superseded, outputs });
  assert.equal(live?.outputs.token, "refused: secret_refused");
  assert.ok(live);
  assert.equal((await world.plugin.diff(TYPE, live, superseded)).changes, "none");
  assert.equal((await world.plugin.create(TYPE, superseded)).outputs.token, "refused: secret_refused");
});

it("The Google OAuth client that a newer secret supersedes may list an older redirect URI: its file is as old as the secret", async () => {
  const moved = { redirectUri: "https://moved.cid-erp.app/oauth2/retrieve_token" };
  assert.deepEqual((await world.plugin.check(TYPE, wanted({ ...moved, superseded: true }))).failures, []);
  assert.equal((await world.plugin.check(TYPE, wanted(moved))).failures.length, 1);
});

it("The Google OAuth client tells once who touched it in the console, which is no drift", async () => {
  const made = await create();
  setRedirectUris(google(), clientId, [redirectUri(), "https://more.example/cb"], { by: "eve@acme.example" });
  const live = await world.plugin.read(TYPE, made);
  assert.match(String(live?.outputs.consoleChanges), /^\d{4}-\S+ eve@acme\.example: \S+$/);
  assert.ok(live);
  assert.equal((await world.plugin.diff(TYPE, live, wanted())).changes, "none");
  assert.equal((await world.plugin.read(TYPE, live))?.outputs.consoleChanges, "");
});

it("The Google OAuth client does without the audit log where the caller may not read it", async () => {
  const made = await create();
  setRedirectUris(google(), clientId, [redirectUri(), "https://more.example/cb"]);
  for (const token of Object.values(google().state.accessTokens)) token.roles = ["roles/browser"];
  assert.deepEqual(await world.plugin.read(TYPE, made), made);
});

it("The Google OAuth client is deleted without asking anybody, and cannot be imported", async () => {
  const made = await create();
  world.seen.length = 0;
  await world.plugin.delete(TYPE, made);
  assert.equal(world.seen.length, 0);
  await refused(world.plugin.read(TYPE, { id: clientId, inputs: {}, outputs: {} }), /cannot be imported/);
});
