import assert from "node:assert/strict";
import { type ChildProcess, execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Run, RunOptions } from "#sandbox/workspace.ts";
import type { World } from "./world.ts";

/** Starts an update that the test stops, in one way or another. Its plugins are its own: they are to end as a user's would. */
export function startUp(
  world: World,
  options: RunOptions = {},
): { child: ChildProcess; running: Promise<Run> } {
  const started: ChildProcess[] = [];
  const running = world.run(["up", "--yes", "--skip-preview"], {
    ownPlugins: true,
    ...options,
    onStart: (one) => started.push(one),
  });
  const [child] = started;
  assert.ok(child);
  return { child, running };
}

/** Waits for something to be true on the server while a run goes on, looking often. @throws when the run ends first */
export async function until(condition: () => boolean, running: Promise<Run>): Promise<void> {
  while (!condition()) {
    const ended = await Promise.race([running, sleep(5)]);
    if (ended && !condition())
      assert.fail(
        `the run ended with ${ended.code ?? ended.signal} before that came true:\n${ended.stdout}${ended.stderr}`,
      );
  }
}

/** Kills a process with all that it started, at once, as a machine that loses power would. */
export function killTree(pid: number): void {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child, ...below(child)]);
  for (const one of [pid, ...below(pid)]) kill(one);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It ended by itself since it was listed.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
