import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { until } from "./machine.ts";
import { createProgress } from "./modules.ts";

const ERASE = "\r\x1b[K";

function record(context: TestContext, stream: { isTTY: boolean; columns?: number }, heartbeatMs?: number) {
  const written: string[] = [];
  const target = { ...stream, write: (text: string) => written.push(text) };
  const progress = createProgress({ stream: target, ...(heartbeatMs ? { heartbeatMs } : {}) });
  context.after(() => progress.close());
  return { progress, written };
}

test("without a terminal every new thing is one plain line, ended by what came of it and its seconds", (t) => {
  const { progress, written } = record(t, { isTTY: false });
  const task = progress.task("packages");
  task.say("installing");
  task.say("installing");
  task.done("all there");
  progress.task("plugins").failed("none");
  assert.deepEqual(written.slice(0, 1), ["  packages: installing …\n"]);
  assert.match(written[1] ?? "", /^✓ packages: all there \(0\.\d s\)\n$/);
  assert.match(written[2] ?? "", /^✗ plugins: none \(0\.\d s\)\n$/);
  assert.equal(written.length, 3);
});

test("without a terminal a long step gives a sign of life with its seconds, until it ends", async (t) => {
  const { progress, written } = record(t, { isTTY: false }, 20);
  const task = progress.task("packages");
  task.say("installing");
  await until(
    "two heartbeats",
    () => written.filter((line) => /^ {2}packages: installing … \d+ s\n$/.test(line)).length > 1,
  );
  task.done("all there");
  const ended = written.length;
  await until("time for another heartbeat", waits(60));
  assert.equal(written.length, ended);
});

test("a line that changes often, as a download's, is still only spoken when it changes", (t) => {
  const { progress, written } = record(t, { isTTY: false });
  const task = progress.task("Pulumi");
  for (const share of ["10 MB", "10 MB", "20 MB"]) task.say(share);
  assert.deepEqual(written, ["  Pulumi: 10 MB …\n", "  Pulumi: 20 MB …\n"]);
});

test("on a terminal all that runs shares one living line, which never wraps and is erased at the end", (t) => {
  const { progress, written } = record(t, { isTTY: true, columns: 40 });
  const [one, two] = [progress.task("one"), progress.task("two")];
  one.say("a");
  two.say("b");
  assert.equal(written.at(-1), `${ERASE}one: a … 0 s | two: b … 0 s`);
  two.say("x".repeat(100));
  assert.equal(written.at(-1)?.length, ERASE.length + 39);
  two.done("made");
  assert.match(written.join("").replaceAll(ERASE, "<"), /<✓ two: made \(0\.\d s\)\n<one: a … 0 s$/);
  progress.close();
  assert.equal(written.at(-1), ERASE);
});

function waits(ms: number): () => boolean {
  const end = Date.now() + ms;
  return () => Date.now() > end;
}
