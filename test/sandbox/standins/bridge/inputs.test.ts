import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { UNKNOWN, type Values } from "#provider/plugin.ts";
import { applicationFields } from "#sandbox/standins/azuread/applicationFields.ts";
import { check } from "#sandbox/standins/bridge/check.ts";
import { importedInputs, refreshedInputs } from "#sandbox/standins/bridge/extract.ts";
import { type Fields, flag, map, set, text, whole } from "#sandbox/standins/bridge/schema.ts";
import { inRequestOrder } from "#sandbox/standins/bridge/sets.ts";

const fields: Fields = {
  name: text("required"),
  on: flag("optional", { default: true }),
  count: whole("optional"),
  labels: map("optional"),
  names: set("optional", "string"),
  tags: set("optional", "string", { conflictsWith: ["names"] }),
  url: text("computed"),
};
const reasons = (inputs: Values, of: Fields = fields): string[] =>
  check(of, "thing", undefined, inputs).failures.map(({ reason }) => reason);

it("checked inputs hold the defaults and say which they are, at every level", () => {
  const inputs = { displayName: "x", api: {}, web: { implicitGrant: {} } };
  assert.deepEqual(check(applicationFields, "app", undefined, inputs).inputs, {
    __defaults: ["preventDuplicateNames", "signInAudience"],
    displayName: "x",
    api: { __defaults: ["requestedAccessTokenVersion"], requestedAccessTokenVersion: 1 },
    web: { __defaults: [], implicitGrant: { __defaults: [] } },
    preventDuplicateNames: false,
    signInAudience: "AzureADMyOrg",
  });
});

it("checked inputs take a default over from before, but not a value that the program had set", () => {
  const asDefault = { __defaults: ["on"], name: "x", on: false };
  const asSet = { __defaults: [], name: "x", on: false };
  assert.equal(check(fields, "thing", asDefault, { name: "x" }).inputs["on"], false);
  assert.equal(check(fields, "thing", asSet, { name: "x" }).inputs["on"], true);
});

it("checked inputs have the types of the schema, and no nulls", () => {
  const { inputs, failures } = check(fields, "thing", undefined, {
    name: 12,
    on: "false",
    count: "3",
    labels: { a: true },
    names: null,
  });
  assert.deepEqual(failures, []);
  assert.deepEqual(inputs, { __defaults: [], name: "12", on: false, count: 3, labels: { a: "true" } });
});

it("checked inputs are refused in the words of the real plugins", () => {
  assert.deepEqual(reasons({}), [
    "Missing required argument. The argument \"name\" is required, but no definition was found.. Examine values at 'thing.name'.",
  ]);
  assert.deepEqual(reasons({ name: "x", nmae: "x" }), [
    "Invalid or unknown key. Examine values at 'thing.nmae'.",
  ]);
  assert.deepEqual(reasons({ name: "x", names: "y" }), [
    "Attribute must be a list. Examine values at 'thing.names'.",
  ]);
  assert.deepEqual(reasons({ name: ["x"] }), [
    "Attribute must be a single value, not a list. Examine values at 'thing.name'.",
  ]);
  assert.deepEqual(reasons({ name: "x", count: 1.5 }), [
    "Attribute must be a whole number, got 1.5. Examine values at 'thing.count'.",
  ]);
  assert.deepEqual(reasons({ name: "x", names: ["a"], tags: ["b"] }), [
    "Conflicting configuration arguments. \"tags\": conflicts with names. Examine values at 'thing.tags'.",
  ]);
  assert.match(
    reasons({ name: "x", url: "y" })[0] ?? "",
    /^Value for unconfigurable attribute\. Can't configure/,
  );
});

it("checked inputs are not judged while they are not known", () => {
  assert.deepEqual(reasons({ name: UNKNOWN, names: [UNKNOWN], count: UNKNOWN }), []);
});

it("inputs after a refresh have the live values of what was set, and nothing more", () => {
  const live = { name: "live", on: true, names: ["a", "b"], labels: { x: "1", y: "2" }, url: "u" };
  assert.deepEqual(refreshedInputs({ __defaults: [], name: "x", names: ["z"], labels: { x: "0" } }, live), {
    __defaults: [],
    name: "live",
    names: ["a"],
    labels: { x: "1" },
  });
});

it("inputs after a refresh lose what the state does not know at all", () => {
  assert.deepEqual(refreshedInputs({ name: "x", dropped: "y" }, { name: "x" }), { name: "x" });
});

it("inputs after a refresh never name a property that was not there before", () => {
  const bag = fc.dictionary(fc.constantFrom(...Object.keys(fields)), fc.string());
  fc.assert(
    fc.property(bag, bag, (inputs, live) => {
      for (const name of Object.keys(refreshedInputs(inputs, live))) assert.ok(name in inputs);
    }),
  );
});

it("inputs of something imported are all that says more than its default, required ones always", () => {
  const live = { name: "", on: true, count: 0, labels: {}, names: ["a"], tags: [], url: "u" };
  assert.deepEqual(importedInputs(fields, live), { __defaults: [], name: "", names: ["a"] });
  assert.deepEqual(importedInputs(fields, { ...live, on: false })["on"], false);
});

it("a set on its way to the cloud has the order that the plugin SDK's hashes give it", () => {
  const recorded =
    "Calendars.ReadWrite.Shared openid User.ReadBasic.All SMTP.Send offline_access Application.Read.All profile IMAP.AccessAsUser.All User.Read Calendars.ReadWrite".split(
      " ",
    );
  assert.deepEqual(inRequestOrder([...recorded].sort()), recorded);
});
