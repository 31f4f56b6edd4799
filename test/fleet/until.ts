import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ended } from "./plainFleet.ts";

/** Waits for something to become true while a command runs, looking often. @throws when the command ends first */
export async function until(condition: () => boolean, running: Promise<Ended>): Promise<void> {
  while (!condition()) {
    const ended = await Promise.race([running, sleep(20)]);
    if (ended && !condition())
      assert.fail(
        `it ended with ${ended.code ?? ended.signal} before that came true:\n${ended.stdout}${ended.stderr}`,
      );
  }
}
