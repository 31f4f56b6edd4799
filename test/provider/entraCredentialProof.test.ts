import assert from "node:assert/strict";
import { it } from "node:test";
import { inside, output, secret, secretNames, UNKNOWN, type Wire } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const TYPE = "EntraCredentialProof";

const world = await World.forFile();

/** The deployer's own registration serves as well as any other: it has a secret that works. */
const deployer = () => {
  const { applications, credentialHashes } = world.sandbox.entra.state;
  const application = Object.values(applications).find(
    ({ appId }) => appId === world.sandbox.identities.ARM_CLIENT_ID,
  );
  const [credential] = application?.passwordCredentials ?? [];
  assert.ok(application && credential);
  const hash = credentialHashes[credential.keyId];
  assert.ok(hash);
  return { application, credential, hash };
};
const wanted = (more: Wire = {}): Wire => ({
  tenantId: world.config.microsoft.tenantId,
  clientId: world.sandbox.identities.ARM_CLIENT_ID,
  keyId: deployer().credential.keyId,
  secret: secret(world.sandbox.identities.ARM_CLIENT_SECRET),
  ...more,
});
const create = () => world.plugin.create(TYPE, wanted());
const asked = () => world.seen.filter(({ line }) => line.endsWith("/oauth2/v2.0/token")).length;

it("The proof of a client secret accepts a secret that Entra accepts, and keeps it in its envelope", async () => {
  assert.deepEqual(await world.plugin.check(TYPE, wanted()), { inputs: wanted(), failures: [] });
  const made = await create();
  assert.equal(made.outputs.token, "accepted");
  assert.deepEqual(secretNames(made.outputs), ["secret"]);
  assert.equal(inside(made.outputs.secret), world.sandbox.identities.ARM_CLIENT_SECRET);
  assert.deepEqual(await world.plugin.read(TYPE, made), made);
  assert.equal((await world.plugin.diff(TYPE, made, wanted())).changes, "none");
});

it("The proof of a client secret asks nobody in a preview, where the secret is not known yet", async () => {
  const planned = await world.plugin.create(
    TYPE,
    wanted({ secret: output({ secret: true }), keyId: UNKNOWN }),
    true,
  );
  assert.equal(inside(planned.outputs.secret), UNKNOWN);
  assert.equal(planned.outputs.keyId, UNKNOWN);
  const made = await create();
  world.seen.length = 0;
  const next = wanted({ secret: secret(UNKNOWN), keyId: UNKNOWN });
  const diff = await world.plugin.diff(TYPE, made, next);
  assert.deepEqual(diff.detailed, { keyId: "update", secret: "update" });
  assert.deepEqual(diff.replaces, [], "the proof stays the same one");
  const updated = await world.plugin.update(TYPE, made, next, true);
  assert.equal(inside(updated.outputs.secret), UNKNOWN);
  assert.equal(asked(), 0);
});

it("The proof of a client secret waits for a new secret that the token servers do not know yet", async () => {
  deployer().hash.refusals = 1;
  const made = await create();
  assert.equal(made.outputs.token, "accepted");
  assert.equal(asked(), 2);
});

it("The proof of a client secret waits for as long as a throttled token server asks, also when it is refreshed", async () => {
  const throttle = () => {
    world.sandbox.entra.faults.list = [
      { match: "/oauth2/v2.0/token", status: 429, retryAfter: 1.2, times: 1 },
    ];
    return performance.now();
  };
  let began = throttle();
  const made = await create();
  assert.ok(performance.now() - began >= 2_100, "1.2 s on top of the usual second");
  deployer().application.passwordCredentials = [];
  began = throttle();
  assert.equal((await world.plugin.read(TYPE, made))?.outputs.token, "refused: AADSTS7000215");
  assert.ok(performance.now() - began >= 1_600);
});

it("The proof of a client secret stops waiting when the user wants the run to end, and says what became of the secret", async () => {
  deployer().hash.refusals = 1000;
  const plugin = await world.startPlugin({});
  const waiting = refused(
    plugin.create(TYPE, wanted()),
    /^Interrupted while Entra did not accept the new secret yet/,
    new RegExp(`key id ${deployer().credential.keyId} was not passed on to the ERP`),
  );
  await world.until(() => asked() >= 2);
  await plugin.cancel();
  await waiting;
});

it("The proof of a client secret waits for a service principal that is enabled again and not known everywhere yet", async () => {
  const { servicePrincipals } = world.sandbox.entra.state;
  const own = Object.values(servicePrincipals).find(
    ({ appId }) => appId === world.sandbox.identities.ARM_CLIENT_ID,
  );
  assert.ok(own);
  own.accountEnabled = false;
  world.onceDone(/oauth2\/v2\.0\/token$/, () => {
    own.accountEnabled = true;
  });
  assert.equal((await create()).outputs.token, "accepted");
  assert.equal(asked(), 2);
});

it("The proof of a client secret does not wait where waiting cannot help, and says what to do", async () => {
  deployer().credential.endDateTime = "2020-01-01T00:00:00Z";
  const { keyId } = deployer().credential;
  await refused(
    create(),
    /AADSTS7000222/,
    new RegExp(`key id ${keyId} is past its end date`),
    /microsoft\.generations/,
  );
  assert.equal(asked(), 1);
  await refused(
    world.plugin.create(TYPE, wanted({ tenantId: "99999999-9999-4999-8999-999999999999" })),
    /AADSTS90002: no tenant with this id exists/,
    /was not passed on to the ERP/,
  );
});

it("The proof of a client secret that no longer works is drift of the token alone, and an update proves the next secret", async () => {
  const made = await create();
  const { application, credential } = deployer();
  application.passwordCredentials = [];
  const live = await world.plugin.read(TYPE, made);
  assert.ok(live);
  assert.equal(live.outputs.token, "refused: AADSTS7000215");
  assert.deepEqual(live.inputs, made.inputs);
  const diff = await world.plugin.diff(TYPE, live, made.inputs);
  assert.deepEqual(diff.detailed, { token: "update!" });
  application.passwordCredentials = [credential];
  const updated = await world.plugin.update(TYPE, live, wanted());
  assert.equal(updated.outputs.token, "accepted");
  assert.deepEqual(secretNames(updated.outputs), ["secret"]);
});

for (const [what, fault] of [
  ["drops the connection", { drop: true }],
  ["is throttled", { status: 429 }],
  ["has a fault", { status: 503 }],
] as const) {
  it(`The proof of a client secret is neither lost nor doubted while the token endpoint ${what}`, async () => {
    const made = await create();
    world.sandbox.entra.faults.list = [{ match: "/oauth2/v2.0/token", ...fault }];
    assert.deepEqual(await world.plugin.read(TYPE, made), made);
  });
}

it("The proof of a client secret is deleted without asking anybody", async () => {
  const made = await create();
  world.seen.length = 0;
  await world.plugin.delete(TYPE, made);
  await world.plugin.delete(TYPE, made);
  assert.equal(world.seen.length, 0);
});

it("The proof of a client secret cannot be imported, and says so", async () => {
  await refused(
    world.plugin.read(TYPE, { id: "entra-credential", inputs: {}, outputs: {} }),
    /cannot be imported/,
  );
});
