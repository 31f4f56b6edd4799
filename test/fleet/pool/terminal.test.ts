import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { shellWords } from "#fleet/pool/shellWords.ts";
import { PlainFleet } from "../plainFleet.ts";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const ESCAPE = "\u001b[";
const RED = `${ESCAPE}31m`;

/** util-linux's `script` gives a command a terminal; that of macOS takes other options. */
const skip =
  spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0
    ? false
    : "no script(1) of util-linux here, which gives a command a terminal";

describe("On a terminal", { skip }, () => {
  let fleet: PlainFleet;
  before(async () => {
    fleet = await PlainFleet.create("acme", "broken");
    fleet.write("Pulumi.broken.yaml", "config: [");
  });
  after(() => fleet?.close());

  /** What the terminal gets, both streams together. */
  async function shown(env: Record<string, string | undefined>): Promise<string> {
    const command = `stty cols 100 rows 30; ${shellWords([process.execPath, main, "preflight", "acme", "broken"])}`;
    const { stdout } = await fleet.run("script", ["-qec", command, join(fleet.folder, "typescript")], {
      CI: undefined,
      TERM: "xterm",
      ...env,
    });
    return stdout.replaceAll("\r", "");
  }

  it("the picture moves, with a line for each tenant that runs, and what failed is red", async () => {
    const screen = await shown({ NO_COLOR: undefined });
    assert.match(screen, /preflight: 0 of 2, \d+ s\n {2}(acme|broken) +\d+ s/);
    assert.ok(screen.includes(`${ESCAPE}2K`), "it is drawn anew");
    assert.ok(screen.includes(`${RED}failed`), screen);
  });

  it("On a terminal nothing has a colour where NO_COLOR is set", async () => {
    const screen = await shown({ NO_COLOR: "1" });
    assert.ok(!/\[3\dm/.test(screen), screen);
    assert.match(screen, /^failed {8}broken$/m);
  });

  it("On a terminal nothing moves in CI: a plain line for each tenant that has ended", async () => {
    const screen = await shown({ CI: "true", NO_COLOR: "1" });
    assert.ok(!screen.includes(ESCAPE), screen);
    assert.match(screen, /^\[\d\/2\] acme: ok, /m);
  });
});
