import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { slotsFor } from "#fleet/pool/slots.ts";

const GB = 1024 ** 3;
const machine = { cores: 8, memory: 32 * GB, needed: undefined, jobs: undefined };

it("As many tenants run at once as two a core, once memory is known to suffice", () => {
  assert.equal(slotsFor({ ...machine, needed: 0.5 * GB }), 16);
});

it("As many tenants run at once as memory holds, by what one was seen to need", () => {
  assert.equal(slotsFor({ ...machine, memory: 4 * GB, needed: 0.8 * GB }), 4);
});

it("As many tenants run at once as two, until the first one has ended and shown what it needs", () => {
  assert.equal(slotsFor(machine), 2);
});

it("As many tenants run at once as --jobs allows, and never fewer than one", () => {
  assert.equal(slotsFor({ ...machine, needed: 0.5 * GB, jobs: 3 }), 3);
  assert.equal(slotsFor({ ...machine, jobs: 1 }), 1);
  assert.equal(slotsFor({ ...machine, memory: 0.1 * GB, needed: GB }), 1);
});

it("As many tenants run at once never more for less memory, or for a larger need", () => {
  const positive = fc.integer({ min: 1, max: 64 });
  fc.assert(
    fc.property(positive, positive, positive, positive, (cores, memory, needed, more) => {
      const slots = (free: number, need: number) =>
        slotsFor({ cores, memory: free * GB, needed: need * GB, jobs: undefined });
      assert.ok(slots(memory, needed) <= slots(memory + more, needed));
      assert.ok(slots(memory, needed) >= slots(memory, needed + more));
      assert.ok(slots(memory, needed) === 1 || slots(memory, needed) * needed <= memory);
    }),
  );
});
