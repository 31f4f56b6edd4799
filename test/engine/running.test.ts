import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { it } from "node:test";
import type { Run } from "#sandbox/workspace.ts";
import { killTree, until } from "./running.ts";

const endless = new Promise<Run>(() => {});
const ended: Run = { code: 255, signal: null, stdout: "error: no such tenant\n", stderr: "" };

it("Waiting for something while a run goes on ends when it comes true", async () => {
  let looks = 0;
  await until(() => ++looks === 3, endless);
  assert.equal(looks, 3);
});

it("Waiting for something while a run goes on fails with the run's output when the run has ended without it", async () => {
  await assert.rejects(
    until(() => false, Promise.resolve(ended)),
    { message: "the run ended with 255 before that came true:\nerror: no such tenant\n" },
  );
});

it("Waiting for something while a run goes on fails with the reason when the run could not be started", async () => {
  await assert.rejects(
    until(() => false, Promise.reject(new Error("spawn pulumi ENOENT"))),
    { message: "spawn pulumi ENOENT" },
  );
});

it("Killing a process with all that it started ends the children too", async () => {
  const parent = spawn("sh", ["-c", "sleep 120 & echo started; wait"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(parent.stdout, "data");
  killTree(parent.pid as number);
  // The pipe closes when nobody holds it any more, the child included.
  const [, signal] = await once(parent, "close", { signal: AbortSignal.timeout(60_000) });
  assert.equal(signal, "SIGKILL");
});

it("Killing a process with all that it started takes no offence at one that has ended meanwhile", async () => {
  const child = spawn("true");
  await once(child, "close");
  killTree(child.pid as number);
});

it("Killing a process with all that it started fails when it may not", (t) => {
  const refusal = Object.assign(new Error("kill EPERM"), { code: "EPERM" });
  t.mock.method(process, "kill", () => {
    throw refusal;
  });
  assert.throws(() => killTree(2 ** 22 + 1), refusal);
});
