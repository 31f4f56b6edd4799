import assert from "node:assert/strict";
import { it } from "node:test";
import type { Generation } from "#config/rules/generations.ts";
import { takeBack, undoRotation } from "#config/rules/takeBack.ts";

const generation = (number: number): Generation => ({ number, start: "2026-11-23", end: "2028-11-23" });

it("The last declared secret is taken back as long as no update has made it", () => {
  const { action, generations, next } = undoRotation([generation(1), generation(2)], [1], false);
  assert.deepEqual([action, generations, next], ["undone", [generation(1)], "nothing"]);
  assert.equal(takeBack([1], [], false).action, "undone");
});

it("The last declared secret stays once it is made, may have been made, or has nothing to go back to", () => {
  for (const [declared, made, unsettled, because] of [
    [[1, 2], [1, 2], false, /secret 2 is made already/],
    [[1, 2], [1], true, /interrupted, and may have made secret 2/],
    [[2], [1], false, /took the place of secret 1/],
  ] as const) {
    const decision = undoRotation(declared.map(generation), made, unsettled);
    assert.equal(decision.action, "refused");
    assert.match(decision.because, because);
    assert.deepEqual(decision.generations, declared.map(generation));
  }
});

it("The last declared secret taken back again changes nothing", () => {
  assert.equal(takeBack([1], [1], false).action, "none");
  assert.equal(takeBack([], [], false).action, "none");
});
