import assert from "node:assert/strict";
import { it } from "node:test";
import { runChild, type Watcher } from "#fleet/pool/child.ts";

const never = new AbortController().signal;

function watched(): { watcher: Watcher; lines: string[]; events: string[] } {
  const [lines, events]: [string[], string[]] = [[], []];
  const watcher = {
    began: () => void events.push("began"),
    said: (line: string) => void lines.push(line),
    throttled: (milliseconds: number) => void events.push(`throttled ${milliseconds}`),
    ended: () => void events.push("ended"),
  };
  return { watcher, lines, events };
}

it("A child is heard line by line, without colours, and its exit code is known", async () => {
  const { watcher, lines, events } = watched();
  const code = `process.stdout.write("\\u001b[31mred\\u001b[0m\\nhalf"); process.stderr.write("error\\n"); process.exitCode = 4`;
  const ended = await runChild(["-e", code], watcher, never);
  assert.deepEqual([ended.code, ended.signal, ended.stdout], [4, null, "red\nhalf"]);
  assert.deepEqual(lines.toSorted(), ["error", "half", "red"]);
  assert.deepEqual(events, ["began", "ended"]);
});

it("A child that is throttled says so at once, and it is not taken for its report", async () => {
  const { watcher, events } = watched();
  const code = `process.send({ throttledMs: 2000 }); process.send({ command: "up" })`;
  const { report } = await runChild(["-e", code], watcher, never);
  assert.equal(report?.command, "up");
  assert.deepEqual(events, ["began", "throttled 2000", "ended"]);
});

it("A child may print more than is kept: the end of it is", async () => {
  const code = `for (let i = 0; i < 30000; i++) console.log("line " + i + " of many, many more")`;
  const { stdout } = await runChild(["-e", code], watched().watcher, never);
  assert.ok(stdout.length < 220_000, `${stdout.length}`);
  assert.ok(stdout.endsWith("line 29999 of many, many more"));
});

it("A child has a process group of its own, and hears of a cancellation as SIGINT", async () => {
  const cancel = new AbortController();
  const { watcher, lines } = watched();
  const said = watcher.said;
  watcher.said = (line) => {
    said(line);
    cancel.abort();
  };
  const code = `process.on("SIGINT", () => { console.log("ended cleanly"); process.exit(1); });
      const { execFileSync } = require("node:child_process");
      console.log(execFileSync("ps", ["-o", "pgid=", "-p", String(process.pid)], { encoding: "utf8" }).trim() === String(process.pid));
      setInterval(() => {}, 1000)`;
  const ended = await runChild(["-e", code], watcher, cancel.signal);
  assert.deepEqual([ended.code, ended.signal], [1, null]);
  assert.deepEqual(lines, ["true", "ended cleanly"]);
});
