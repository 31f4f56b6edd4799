import assert from "node:assert/strict";
import { it } from "node:test";
import { UNKNOWN, type Values } from "#provider/plugin.ts";
import { detailedDiff, pathText } from "#sandbox/standins/bridge/detail.ts";
import { block, type Fields, list, map, set, text } from "#sandbox/standins/bridge/schema.ts";

const kinds = (
  fields: Fields,
  live: Values,
  planned: Values,
  inputs: Values = planned,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(detailedDiff(fields, live, planned, inputs)).map(([path, { kind }]) => [path, kind]),
  );

it("a detailed diff never claims that the inputs differ: upstream compares states only", () => {
  const diff = detailedDiff({ a: text("optional") }, { a: "1" }, { a: "2" }, { a: "2" });
  assert.deepEqual(diff, { a: { kind: "update", inputDiff: false } });
});

it("a detailed diff takes null and the empty list for the same, but not the empty map", () => {
  const fields = { tests: set("optional", "string"), mapProp: map("optional") };
  assert.deepEqual(kinds(fields, { tests: [], mapProp: null }, { tests: null, mapProp: null }), {});
  assert.deepEqual(kinds(fields, { tests: ["value"], mapProp: { key: "val" } }, { tests: [], mapProp: {} }), {
    tests: "delete",
    "mapProp.key": "delete",
  });
  assert.deepEqual(
    kinds(fields, { tests: [], mapProp: null }, { tests: ["value"], mapProp: { key: "val" } }),
    { tests: "add", mapProp: "add" },
  );
});

it("a detailed diff names what a set lost by its place in the state, and what it gains by its place in the program", () => {
  const fields = { tests: set("optional", "string") };
  const shuffled = { tests: ["val3", "val1"] };
  assert.deepEqual(
    kinds(fields, { tests: ["val1", "val2", "val3"] }, { tests: ["val1", "val3"] }, shuffled),
    { "tests[1]": "delete" },
  );
  const unsorted = { tests: ["c", "a", "b"] };
  assert.deepEqual(kinds(fields, { tests: ["a", "b"] }, { tests: ["a", "b", "c"] }, unsorted), {
    "tests[0]": "add",
  });
  assert.deepEqual(kinds(fields, { tests: ["x"] }, { tests: ["y"] }, { tests: ["y"] }), {
    "tests[0]": "update",
  });
});

it("a detailed diff calls the whole set changed where the program does not show what the plan holds", () => {
  const fields = { tests: set("optional", "string") };
  assert.deepEqual(kinds(fields, { tests: ["a"] }, { tests: ["a", "b"] }, { tests: ["a"] }), {
    tests: "update",
  });
  assert.deepEqual(kinds(fields, { tests: ["a"] }, { tests: ["a", "b"] }, { tests: ["b"] }), {
    tests: "update",
  });
});

it("a detailed diff compares lists of blocks index by index, and lists of plain values by the shortest edit", () => {
  const fields = {
    blocks: list("optional", { name: text("required") }),
    plain: list("optional", "string"),
  };
  const names = (...all: string[]) => all.map((name) => ({ name }));
  assert.deepEqual(
    kinds(
      fields,
      { blocks: names("a", "b", "c"), plain: ["a", "b", "c"] },
      { blocks: names("a", "c"), plain: ["a", "c"] },
    ),
    { "blocks[1].name": "update", "blocks[2]": "delete", "plain[1]": "delete" },
  );
});

it("a detailed diff demands a replacement where a property says so, down into whole blocks and into elements of collections", () => {
  const fields: Fields = {
    name: text("required", { forceNew: true }),
    tests: set("optional", "string", { forceNew: true }),
    triggers: map("optional", { forceNew: true }),
    one: block("optional", { nested: text("optional", { forceNew: true }), other: text("optional") }),
  };
  assert.deepEqual(
    kinds(
      fields,
      { name: "a", tests: ["a"], triggers: { k: "1" }, one: { nested: "x", other: "x" } },
      { name: UNKNOWN, tests: ["b"], triggers: { k: "2" }, one: { nested: "x", other: "y" } },
      { tests: ["b"] },
    ),
    {
      name: "update-replace",
      "one.other": "update",
      "tests[0]": "update-replace",
      "triggers.k": "update-replace",
    },
  );
  assert.deepEqual(kinds(fields, { one: { nested: "x", other: null } }, { one: null }), {
    one: "delete-replace",
  });
  assert.deepEqual(kinds(fields, { one: { nested: null, other: "x" } }, { one: null }), { one: "delete" });
});

it("a detailed diff writes property paths as the engine does", () => {
  assert.equal(pathText(["a", 0, "b"]), "a[0].b");
  assert.equal(pathText(["labels", "tenant_1"]), "labels.tenant_1");
  for (const key of ["goog-pulumi-provisioned", "a.b", "a b", "a/b", "é", "[0]"])
    assert.equal(pathText(["labels", key]), `labels["${key}"]`);
  assert.equal(pathText(["labels", 'a"b']), 'labels["a\\"b"]');
});
