import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Machine } from "#test/sandbox/toolchain/machine.ts";
import { findChromium } from "./chromium.ts";

/** A machine with an apt-get that notes its calls. */
function debian(context: TestContext, script: string) {
  const machine = new Machine(context);
  machine.program(join(machine.bin, "apt-get"), `echo "$*" >> "$MACHINE/apt.log"\n${script}`);
  return machine;
}

const surroundings = ({ env, say }: Machine, root = true) => ({ env, root, say });
const INSTALLS =
  '[ "$1" = update ] || { printf "#!/bin/sh\\n" > "$MACHINE/bin/chromium"; chmod +x "$MACHINE/bin/chromium"; }';

test("the browser that CHROMIUM names is taken, and else one on the PATH", async (t) => {
  const machine = debian(t, INSTALLS);
  const onPath = machine.program(join(machine.bin, "chromium-browser"), "exit 0");
  const named = machine.program(join(machine.folder, "browser"), "exit 0");
  assert.deepEqual(await findChromium(surroundings(machine)), { path: onPath });
  machine.env.CHROMIUM = named;
  assert.deepEqual(await findChromium(surroundings(machine)), { path: named });
  machine.env.CHROMIUM = join(machine.folder, "nowhere");
  await assert.rejects(findChromium(surroundings(machine)), /^Error: CHROMIUM is ".*nowhere"\. Allowed: /);
  assert.deepEqual(machine.log("apt"), []);
});

test("where there is none, root gets Debian's and is told so", async (t) => {
  const machine = debian(t, INSTALLS);
  const path = join(machine.bin, "chromium");
  assert.deepEqual(await findChromium(surroundings(machine)), { path });
  assert.deepEqual(machine.log("apt"), ["update", "install --yes --no-install-recommends chromium"]);
  assert.match(machine.said.join("\n"), /^Installing Debian's package chromium/);
});

test("whoever is not root installs nothing, and is told what to install", async (t) => {
  const machine = debian(t, INSTALLS);
  const found = await findChromium(surroundings(machine, false));
  assert.match("missing" in found ? found.missing : "", /apt-get install chromium/);
  assert.deepEqual(machine.log("apt"), []);
});

test("an installation that fails says why, and what to do", async (t) => {
  const machine = debian(t, "echo 'E: Unable to locate package chromium'; exit 100");
  const found = await findChromium(surroundings(machine));
  assert.ok("missing" in found);
  assert.deepEqual(machine.said.slice(1), [
    "apt-get update failed: E: Unable to locate package chromium",
    found.missing,
  ]);
});
