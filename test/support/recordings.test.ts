import assert from "node:assert/strict";
import { it } from "node:test";
import { reasonToSkip } from "./recordings.ts";

const here = new URL("./", import.meta.url);
const nowhere = new URL("./no-such-folder/", import.meta.url);
const absent =
  "the recordings of the real plugins and servers are not on this machine (../shared/recordings)";

it("no test is skipped where the recordings are there, in CI or not", () => {
  assert.equal(reasonToSkip(here, undefined), false);
  assert.equal(reasonToSkip(here, "true"), false);
});

it("a stranger's clone without the recordings skips, and says why", () => {
  assert.equal(reasonToSkip(nowhere, undefined), absent);
  assert.equal(reasonToSkip(nowhere, ""), absent);
});

it("CI without the recordings fails, and says what to do", () => {
  assert.throws(() => reasonToSkip(nowhere, "true"), {
    message: `CI is set, and ${absent}: put them there, beside the clone, or unset CI to skip the tests that need them.`,
  });
});
