import assert from "node:assert/strict";
import { it } from "node:test";
import { BAD_DAYS } from "#test/erp/badDays.ts";
import { MicrosoftTab, TYPE } from "./support/microsoftTab.ts";
import { refused } from "./support/world.ts";

const { world, tab } = await MicrosoftTab.inWorld();

const EMPTY = [false, false, false, false];

for (const { name, spoil, says } of BAD_DAYS) {
  it(`A bad day of the ERP on which ${name}: it is said, nothing is written or lost, and the next run finishes`, async () => {
    const before = structuredClone(world.sandbox.erp.state);
    spoil(world.sandbox.erp);
    const { kept } = await refused(tab.create(), says);
    assert.equal(kept, undefined);
    assert.deepEqual(tab.held, EMPTY);
    Object.assign(world.sandbox.erp.state, structuredClone(before));
    world.sandbox.erp.faults.list = [];
    await world.plugin.configure({});
    const made = await tab.create();
    assert.deepEqual(tab.held, tab.values);
    assert.deepEqual(await world.plugin.read(TYPE, made), made);
  });
}

it("A bad day of the ERP on which only the write is cut off: what was written is kept in the state, and the next run finishes", async () => {
  world.onceDone(/res\.company\/write$/, () => {
    world.sandbox.erp.state.proxy = "cut";
  });
  world.sandbox.erp.faults.list = [{ match: "res.company/write$", drop: true, after: true }];
  const { kept } = await refused(tab.create());
  assert.deepEqual(tab.held, tab.values, "the ERP had done it");
  assert.ok(kept);
  world.sandbox.erp.state.proxy = null;
  world.sandbox.erp.faults.list = [];
  const finished = await world.plugin.update(TYPE, kept, tab.wanted());
  await world.plugin.delete(TYPE, finished);
  assert.deepEqual(tab.held, EMPTY);
});

it("A bad day of the ERP on which the record is locked for a moment: it is waited out", async () => {
  world.sandbox.erp.state.lockedWrites = 2;
  await tab.create();
  assert.deepEqual(tab.held, tab.values);
  assert.equal(world.sandbox.erp.state.lockedWrites, 0);
});

it("A bad day of the ERP on which the record stays locked: it is said, and the next run finishes", async () => {
  world.sandbox.erp.state.lockedWrites = 99;
  const { kept } = await refused(
    tab.create(),
    /is busy: res\.company\.write met a lock and was rolled back\. Try again/,
  );
  assert.equal(kept, undefined);
  assert.deepEqual(tab.held, EMPTY);
  world.sandbox.erp.state.lockedWrites = 0;
  await tab.create();
  assert.deepEqual(tab.held, tab.values);
});
