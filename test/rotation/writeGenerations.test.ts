import assert from "node:assert/strict";
import { it } from "node:test";
import type { Generation } from "#config/rules/generations.ts";
import { writingCommands } from "#rotation/writeGenerations.ts";

const of = (number: number): Generation => ({ number, start: "2026-11-23", end: "2028-11-23" });
const setting = (index: number, number: number) =>
  Object.entries(of(number)).flatMap(([key, value]) => [
    "--plaintext",
    `microsoft.generations[${index}].${key}=${value}`,
  ]);
const SET = ["config", "set-all", "--path"];
const remove = (index: number) => ["config", "rm", "--path", `microsoft.generations[${index}]`];

it("The commands that write the list set all keys of a secret, and whatever goes with it, in one", () => {
  assert.deepEqual(writingCommands([], [of(1)], { "microsoft.lifetimeMonths": "6" }), [
    [...SET, ...setting(0, 1), "--plaintext", "microsoft.lifetimeMonths=6"],
  ]);
  assert.deepEqual(writingCommands([of(1)], [of(1), of(2)]), [[...SET, ...setting(1, 2)]]);
  assert.deepEqual(writingCommands([of(1)], [of(2)]), [[...SET, ...setting(0, 2)]]);
  assert.deepEqual(writingCommands([of(1), of(2)], [of(2), of(3)]), [
    [...SET, ...setting(0, 2), ...setting(1, 3)],
  ]);
});

it("The commands that write the list take out the one that goes, wherever it stands, before anything is set", () => {
  assert.deepEqual(writingCommands([of(1), of(2)], [of(2)]), [remove(0)]);
  assert.deepEqual(writingCommands([of(2), of(1)], [of(2)]), [remove(1)]);
  assert.deepEqual(writingCommands([of(1), of(2)], [of(3)]), [remove(0), [...SET, ...setting(0, 3)]]);
});

it("The commands that write the list complete a half-written secret", () => {
  assert.deepEqual(writingCommands([of(1), { number: 2 }], [of(1), of(2)]), [[...SET, ...setting(1, 2)]]);
});

it("The commands that write the list are none where the list is as it should be, however Pulumi spells a date", () => {
  const instant = { number: 1, start: "2026-11-23T00:00:00Z", end: "2028-11-23T00:00:00Z" };
  assert.deepEqual(writingCommands([instant], [of(1)]), []);
});
