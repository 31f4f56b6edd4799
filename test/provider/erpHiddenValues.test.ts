import assert from "node:assert/strict";
import { it } from "node:test";
import { MicrosoftTab, REDIRECT, TYPE } from "./support/microsoftTab.ts";
import { secret, type Wire } from "./support/wire.ts";
import { refused } from "./support/world.ts";

const { world, tab } = await MicrosoftTab.inWorld();

const wanted = (more: Wire = {}) => tab.wanted(more);
const create = () => tab.create();
const names = () => tab.names;
const held = () => tab.held;
const values = () => tab.values;

const hide = (how: "masked" | "forbidden") => {
  world.sandbox.erp.state[how] = [`res.company.${names().msSecret}`];
};
const writes = () => world.seen.filter(({ line }) => line.endsWith("/res.company/write")).length;

for (const how of ["masked", "forbidden"] as const) {
  it(`Values that the ERP hides are ${how}: the state says which, a change of them is no drift, and nothing is written for them`, async () => {
    hide(how);
    const made = await create();
    assert.deepEqual(held(), values());
    const visibility = {
      clientId: "readable",
      tenant: "readable",
      clientSecret: how,
      redirectUri: "readable",
    };
    assert.deepEqual(made.outputs.visibility, visibility);
    world.company[names().msSecret] = world.makeSecret("changed-by-somebody-unseen");
    const live = await world.plugin.read(TYPE, made);
    assert.ok(live);
    assert.deepEqual(live, made);
    assert.equal((await world.plugin.diff(TYPE, live, wanted())).changes, "none");
    const other = await world.plugin.update(TYPE, live, wanted({ redirectUri: `${REDIRECT}/x` }));
    assert.equal(
      world.company[names().msSecret],
      "changed-by-somebody-unseen",
      "what did not change is spared",
    );
    assert.equal(world.company[names().msRedirect], `${REDIRECT}/x`);
    assert.deepEqual(other.outputs.visibility, visibility);
  });

  it(`Values that the ERP hides are written once for each next number of forceWrite (${how})`, async () => {
    hide(how);
    const made = await create();
    world.company[names().msSecret] = world.makeSecret("changed-by-somebody-unseen");
    const forced = wanted({ forceWrite: 1 });
    assert.deepEqual((await world.plugin.diff(TYPE, made, forced)).detailed, { forceWrite: "add" });
    const updated = await world.plugin.update(TYPE, made, forced);
    assert.deepEqual(held(), values());
    const before = writes();
    assert.equal((await world.plugin.diff(TYPE, updated, forced)).changes, "none");
    const live = await world.plugin.read(TYPE, updated);
    assert.ok(live);
    assert.equal((await world.plugin.diff(TYPE, live, forced)).changes, "none");
    assert.equal(writes(), before);
    const next = await world.plugin.diff(TYPE, live, wanted({ forceWrite: 2 }));
    assert.deepEqual(next.detailed, { forceWrite: "update" });
  });
}

it("Values that the ERP hides are written whenever they change, and comparable again once the ERP shows them", async () => {
  hide("masked");
  const made = await create();
  const next = world.makeSecret("Next8Q~secret-of-entra");
  const updated = await world.plugin.update(TYPE, made, wanted({ clientSecret: secret(next) }));
  assert.equal(world.company[names().msSecret], next);
  world.sandbox.erp.state.masked = [];
  const live = await world.plugin.read(TYPE, updated);
  assert.ok(live);
  assert.equal((live.outputs.visibility as Wire).clientSecret, "readable");
  world.company[names().msSecret] = world.makeSecret("changed-by-somebody-seen");
  const drifted = await world.plugin.read(TYPE, live);
  assert.ok(drifted);
  const diff = await world.plugin.diff(TYPE, drifted, wanted({ clientSecret: secret(next) }));
  assert.deepEqual(diff.detailed, { clientSecret: "update" });
});

it("Values that the ERP hides are written again after a write that went wrong half-way", async () => {
  hide("masked");
  const made = await create();
  world.sandbox.erp.state.lost = [`res.company.${names().msClient}`, `res.company.${names().msSecret}`];
  const next = world.makeSecret("Next8Q~never-arrived");
  const wish = wanted({ clientId: "another", redirectUri: "https://x.example", clientSecret: secret(next) });
  const { kept } = await refused(world.plugin.update(TYPE, made, wish), /did not keep it/);
  assert.ok(kept);
  world.sandbox.erp.state.lost = [];
  await world.plugin.update(TYPE, kept, wish);
  assert.equal(world.company[names().msSecret], next);
});
