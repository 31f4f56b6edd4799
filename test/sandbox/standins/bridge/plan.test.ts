import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { UNKNOWN, type Value, type Values } from "#provider/plugin.ts";
import { applicationFields } from "#sandbox/standins/azuread/applicationFields.ts";
import { detailedDiff } from "#sandbox/standins/bridge/detail.ts";
import { plan } from "#sandbox/standins/bridge/plan.ts";
import { block, type Fields, flag, list, map, set, text, whole } from "#sandbox/standins/bridge/schema.ts";
import { settle } from "#sandbox/standins/bridge/settle.ts";

const fields: Fields = {
  id: text("computed"),
  kept: text("optional+computed"),
  plain: text("optional"),
  on: flag("optional", { default: true }),
  version: whole("optional", { default: 1 }),
  names: set("optional", "string"),
  labels: map("optional"),
  inner: block("optional", { urls: set("optional", "string") }, { keepWhenUnset: (live) => !live["urls"] }),
  items: list("optional", { name: text("required") }),
};

it("a plan for something new leaves unknown what only the cloud decides, and fills in defaults", () => {
  assert.deepEqual(plan(fields, undefined, { plain: "a" }), {
    id: UNKNOWN,
    kept: UNKNOWN,
    plain: "a",
    on: true,
    version: 1,
    names: null,
    labels: null,
    inner: null,
    items: [],
  });
});

it("a plan keeps what is computed, and takes back what somebody set without the program", () => {
  const live = {
    id: "1",
    kept: "by the cloud",
    plain: "by hand",
    on: false,
    version: 2,
    names: ["by hand"],
    labels: { by: "hand" },
    inner: { urls: ["by hand"] },
    items: [{ name: "by hand" }],
  };
  assert.deepEqual(plan(fields, live, {}), {
    id: "1",
    kept: "by the cloud",
    plain: null,
    on: true,
    version: 1,
    names: [],
    labels: null,
    inner: null,
    items: [],
  });
});

it("a plan leaves a zero alone that nobody asked for, and a block that says nothing", () => {
  const live = { id: "1", plain: "", names: null, labels: {}, inner: { urls: null }, items: [] };
  const planned = plan(fields, live, {});
  for (const name of Object.keys(live))
    assert.deepEqual(planned[name], live[name as keyof typeof live], name);
});

it("a plan sorts and cleans sets as the state keeps them", () => {
  assert.deepEqual(plan(fields, {}, { names: ["b", "a", "b"] })["names"], ["a", "b"]);
  assert.deepEqual(plan(fields, {}, { names: ["b", UNKNOWN, "a"] })["names"], ["a", "b", UNKNOWN]);
});

it("a plan orders blocks of a set by their first upstream field, as go-cty does", () => {
  const access = (appId: string, id: string) => ({
    resourceAppId: appId,
    resourceAccesses: [{ id, type: "Role" }],
  });
  const planned = plan(
    applicationFields,
    {},
    { displayName: "x", requiredResourceAccesses: [access("0", "b"), access("1", "a")] },
  );
  assert.deepEqual(
    (planned["requiredResourceAccesses"] as Values[]).map((item) => item["resourceAppId"]),
    ["1", "0"],
  );
});

it("a state after a change keeps the plan's null where the cloud says empty, and everything the cloud decided", () => {
  const planned = plan(fields, undefined, { names: ["b", "a"] });
  const read = {
    id: "1",
    kept: "",
    plain: "",
    on: true,
    version: 1,
    names: [],
    labels: {},
    inner: { urls: [] },
  };
  assert.deepEqual(settle(fields, planned, read), {
    id: "1",
    kept: "",
    plain: "",
    on: true,
    version: 1,
    names: ["a", "b"],
    labels: null,
    inner: { urls: [] },
    items: [],
  });
});

const word = fc.string({ maxLength: 4 });
const config = fc.record<Values>(
  {
    plain: word,
    kept: word,
    on: fc.boolean(),
    version: fc.integer({ min: 1, max: 2 }),
    names: fc.array(word, { maxLength: 4 }),
    labels: fc.dictionary(word, word, { maxKeys: 3 }),
    inner: fc.record({ urls: fc.array(word, { maxLength: 3 }) }),
    items: fc.array(fc.record({ name: word }), { maxLength: 3 }),
  } as Record<string, fc.Arbitrary<Value>>,
  { requiredKeys: [] },
) as fc.Arbitrary<Values>;

it("a state after a change needs no further change under the same program, whatever the program", () => {
  fc.assert(
    fc.property(config, (wanted) => {
      const planned = plan(fields, undefined, wanted);
      const known = (value: Value): Value => (value === UNKNOWN ? "decided" : value);
      const live: Values = Object.fromEntries(
        Object.entries(planned).map(([name, value]) => [name, known(value)]),
      );
      assert.deepEqual(detailedDiff(fields, live, plan(fields, live, wanted), wanted), {});
    }),
  );
});
