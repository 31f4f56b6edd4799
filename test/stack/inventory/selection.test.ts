import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { type Selection, select } from "#stack/inventory/selection.ts";

const FLEET = [
  { name: "acme", tags: ["pilot", "eu"] },
  { name: "eu-2", tags: ["eu"] },
  { name: "eu-1", tags: [] },
  { name: "zeta", tags: ["us"] },
];
const NOTHING: Selection = { names: [], all: false, tags: [] };
const named = (selection: Partial<Selection>) =>
  select(FLEET, { ...NOTHING, ...selection }).map(({ name }) => name);

it("Choosing tenants takes names and globs together, each tenant once, by name", () => {
  assert.deepEqual(named({ names: ["zeta", "eu-*", "eu-1"] }), ["eu-1", "eu-2", "zeta"]);
  assert.deepEqual(named({ names: ["{acme,zeta}"] }), ["acme", "zeta"]);
});

it("Choosing tenants takes everybody, or whoever carries one of the tags", () => {
  assert.deepEqual(named({ all: true }), ["acme", "eu-1", "eu-2", "zeta"]);
  assert.deepEqual(named({ tags: ["pilot", "us"] }), ["acme", "zeta"]);
  assert.deepEqual(named({ names: ["eu-*"], tags: ["eu"] }), ["eu-2"]);
});

it("Choosing tenants takes the sandbox's stack by its name or a glob only, unless all are to be listed", () => {
  const fleet = [...FLEET, { name: "dev", tags: ["eu"], sandbox: true } as const];
  const chosen = (selection: Partial<Selection>) =>
    select(fleet, { ...NOTHING, ...selection }).map(({ name }) => name);
  for (const many of [{ all: true }, { tags: ["eu"] }, { changed: ["dev", "zeta"] }])
    assert.ok(!chosen(many).includes("dev"));
  assert.deepEqual(chosen({ names: ["dev"] }), ["dev"]);
  assert.ok(chosen({ all: true, sandboxToo: true }).includes("dev"));
});

it("Choosing tenants takes those whose file changed, and may find nobody", () => {
  assert.deepEqual(named({ changed: ["zeta", "gone"] }), ["zeta"]);
  assert.deepEqual(named({ all: true, changed: [] }), []);
});

it("Choosing tenants refuses a name, a glob or a tag that is nobody's, with those that there are", () => {
  assert.throws(() => named({ names: ["acmee"] }), /no tenant "acmee".* Nearest: acme, /);
  assert.throws(() => named({ names: ["x-*"] }), /No tenant matches "x-\*"/);
  assert.throws(() => named({ tags: ["wave-9"] }), /tag "wave-9". Allowed: eu, pilot, us/);
  assert.throws(() => named({}), /No tenant is named\. .*--all/);
});

it("Choosing tenants puts each tenant into exactly one shard, and no shard is larger than another by more than one", () => {
  const fleet = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), { maxLength: 60 });
  fc.assert(
    fc.property(fleet, fc.integer({ min: 1, max: 12 }), (names, count) => {
      const inventory = names.map((name) => ({ name, tags: [] }));
      const shards = Array.from({ length: count }, (_, place) =>
        select(inventory, { ...NOTHING, all: true, shard: { index: place + 1, count } }),
      );
      const all = shards.flat().map(({ name }) => name);
      assert.deepEqual(all.toSorted(), names.toSorted());
      const sizes = shards.map(({ length }) => length);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
    }),
  );
});

it("Choosing tenants does not depend on the order of the inventory", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(FLEET, { minLength: FLEET.length }), (inventory) => {
      const selection = { ...NOTHING, all: true, shard: { index: 2, count: 3 } };
      assert.deepEqual(select(inventory, selection), select(FLEET, selection));
    }),
  );
});
