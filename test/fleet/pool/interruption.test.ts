import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { onInterruption } from "#fleet/pool/interruption.ts";

it("Signals stop a run, then cancel what runs; two at once are one wish, and afterwards they are nobody's", async () => {
  const said: string[] = [];
  const { stop, cancel, end } = onInterruption((text) => said.push(text));
  const began = performance.now();
  process.emit("SIGINT");
  process.emit("SIGTERM");
  assert.deepEqual([stop.aborted, cancel.aborted, said.length], [true, false, 1]);
  while (!cancel.aborted) {
    await sleep(20);
    process.emit("SIGINT");
  }
  assert.ok(performance.now() - began > 400, "npm passes on what the terminal has sent already");
  assert.equal(said.length, 2);
  end();
  assert.equal(process.listenerCount("SIGINT") + process.listenerCount("SIGTERM"), 0);
});
