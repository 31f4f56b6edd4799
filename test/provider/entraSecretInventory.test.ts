import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import type { State } from "./support/plugin.ts";
import { UNKNOWN } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const TYPE = "EntraSecretInventory";

const world = await World.forFile();

const deployer = () => {
  const { applications } = world.sandbox.entra.state;
  const application = Object.values(applications).find(
    ({ appId }) => appId === world.sandbox.identities.ARM_CLIENT_ID,
  );
  assert.ok(application);
  return application;
};
/** Adds a secret as somebody, or a run that was killed, did. */
function addSecret(displayName = "CID ERP"): string {
  const [template] = deployer().passwordCredentials;
  assert.ok(template);
  const keyId = randomUUID();
  deployer().passwordCredentials.push({ ...structuredClone(template), keyId, displayName });
  return keyId;
}
const wanted = (managed: string[]) => ({
  tenantId: world.config.microsoft.tenantId,
  applicationId: deployer().id,
  managed,
});
const named = ({ outputs }: State): unknown[] =>
  (outputs.unrecorded as { keyId: string }[]).map(({ keyId }) => keyId);
const all = () => deployer().passwordCredentials.map(({ keyId }) => keyId);

it("The inventory of secrets names those that are not managed, with name and end, and never a value", async () => {
  const managed = all();
  const keyId = addSecret();
  const made = await world.plugin.create(TYPE, wanted(managed));
  const [{ endDateTime } = { endDateTime: "" }] = deployer().passwordCredentials;
  assert.deepEqual(made.outputs.unrecorded, [{ keyId, displayName: "CID ERP", endDateTime }]);
  assert.equal(made.id, deployer().id);
});

it("The inventory of secrets asks nobody in a preview, where the ids are not known yet", async () => {
  world.seen.length = 0;
  const planned = await world.plugin.create(
    TYPE,
    { ...wanted([]), applicationId: UNKNOWN, managed: [UNKNOWN] },
    true,
  );
  assert.equal(planned.outputs.unrecorded, UNKNOWN);
  assert.equal(world.seen.length, 0);
});

it("The inventory of secrets finds one that was added later, which is no change of ours", async () => {
  const made = await world.plugin.create(TYPE, wanted(all()));
  assert.deepEqual(made.outputs.unrecorded, []);
  const keyId = addSecret("by hand");
  const live = await world.plugin.read(TYPE, made);
  assert.ok(live);
  assert.deepEqual(named(live), [keyId]);
  assert.equal((await world.plugin.diff(TYPE, live, made.inputs)).changes, "none");
});

it("The inventory of secrets does not name one that is being retired, be it in a later run: the state knows it until it is removed", async () => {
  const [older] = all() as [string];
  const newer = addSecret();
  const made = await world.plugin.create(TYPE, wanted([older, newer]));
  assert.deepEqual((await world.plugin.diff(TYPE, made, wanted([newer]))).detailed, { managed: "update" });
  const retiring = await world.plugin.update(TYPE, made, wanted([newer]));
  assert.deepEqual(retiring.outputs.unrecorded, []);
  const after = await world.plugin.read(TYPE, retiring);
  assert.ok(after);
  assert.deepEqual(named(after), [], "the run failed before it was removed");
  const stray = addSecret();
  const later = await world.plugin.update(TYPE, after, wanted([newer]));
  assert.deepEqual(named(later), [stray]);
  deployer().passwordCredentials = deployer().passwordCredentials.filter(({ keyId }) => keyId !== older);
  const removed = await world.plugin.read(TYPE, later);
  assert.deepEqual(removed?.outputs.retiring, []);
});

it("The inventory of secrets of an application that is gone is gone", async () => {
  const made = await world.plugin.create(TYPE, wanted([]));
  const gone = { ...made, inputs: { ...made.inputs, applicationId: randomUUID() } };
  assert.equal(await world.plugin.read(TYPE, gone), undefined);
});

it("The inventory of secrets is neither imported nor removed: it is knowledge, not an object", async () => {
  await refused(world.plugin.read(TYPE, { id: "x", inputs: {}, outputs: {} }), /cannot be imported/);
  world.seen.length = 0;
  await world.plugin.delete(TYPE, { id: "x", inputs: wanted([]), outputs: {} });
  assert.equal(world.seen.length, 0);
});
