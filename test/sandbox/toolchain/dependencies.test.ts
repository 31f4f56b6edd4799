import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { Machine, until } from "./machine.ts";
import { ensureDependencies, isInstalled, isSameInstallation, nodeFolder, nodeProgram } from "./modules.ts";

const BIN = nodeFolder("");
const INSTALL = `rm -rf node_modules && mkdir -p ${BIN}
printf '#!/bin/sh\\necho v24.21.0\\n' > ${BIN}/node && chmod +x ${BIN}/node`;

/** A clone with a lock file, on a machine with an npm that notes its calls. */
function clone(context: TestContext, npm = INSTALL) {
  const machine = new Machine(context);
  const root = join(machine.folder, "clone");
  mkdirSync(root);
  const lock = (content: string) => writeFileSync(join(root, "package-lock.json"), content);
  const setNpm = (script: string) =>
    machine.program(join(machine.bin, "npm"), `echo "$*" >> "$MACHINE/npm.log"\n${script}`);
  lock("{}");
  setNpm(npm);
  return { root, lock, setNpm, machine, options: { root, env: machine.env, say: machine.say } };
}

test("packages are installed on a bare clone, once, and again when the lock file is another one", async (t) => {
  const { options, lock, machine } = clone(t);
  assert.equal(await ensureDependencies(options), "packages installed, Node 24.21.0");
  assert.equal(await ensureDependencies(options), "packages are those of package-lock.json, Node 24.21.0");
  assert.deepEqual(machine.log("npm"), [
    "ci --include=dev --include=optional --ignore-scripts --no-audit --no-fund --loglevel=error",
  ]);
  lock('{ "packages": {} }');
  await ensureDependencies(options);
  assert.equal(machine.log("npm").length, 2);
});

test("packages are installed again when node_modules was removed", async (t) => {
  const { options, root, machine } = clone(t);
  await ensureDependencies(options);
  rmSync(join(root, "node_modules"), { recursive: true });
  await ensureDependencies(options);
  assert.equal(machine.log("npm").length, 2);
});

test("packages that somebody installed by hand from the same lock file are not installed again", async (t) => {
  const { options, root, lock, machine } = clone(t);
  const packages = { "": {}, "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };
  lock(JSON.stringify({ packages }));
  machine.program(nodeProgram(root), "echo v24.21.0");
  const record = join(root, "node_modules", ".package-lock.json");
  writeFileSync(record, JSON.stringify({ packages: { "node_modules/a": packages["node_modules/a"] } }));
  await ensureDependencies(options);
  assert.deepEqual(machine.log("npm"), []);
  writeFileSync(record, JSON.stringify({ packages: {} }));
  await ensureDependencies(options);
  assert.equal(machine.log("npm").length, 1);
});

test("an installation is that of a lock file when nothing is missing, different or too much, other platforms apart", () => {
  const a = { version: "1.0.0", integrity: "sha512-a" };
  const wanted = { "": { version: "0.1.0" }, a, darwin: { version: "1.0.0", optional: true } };
  assert.equal(isSameInstallation(wanted, { a }), true);
  assert.equal(isSameInstallation(wanted, {}), false);
  assert.equal(isSameInstallation(wanted, { a: { ...a, version: "1.0.1" } }), false);
  assert.equal(isSameInstallation(wanted, { a: { ...a, integrity: "sha512-b" } }), false);
  assert.equal(isSameInstallation(wanted, { a, b: a }), false);
});

test("a failed installation shows what npm said, and the next run installs again", async (t) => {
  const { options, root, setNpm } = clone(t);
  await ensureDependencies(options);
  writeFileSync(join(root, "package-lock.json"), '{ "packages": {} }');
  setNpm(`rm -rf ${BIN}; echo 'npm error code E404' >&2; exit 3`);
  await assert.rejects(
    ensureDependencies(options),
    /npm ci .*failed \(exit code 3\):\nnpm error code E404\n/,
  );
  assert.equal(isInstalled(root), false);
  writeFileSync(join(root, "package-lock.json"), "{}");
  assert.equal(isInstalled(root), false, "what the failed run left is not the first installation either");
  setNpm(INSTALL);
  assert.match(await ensureDependencies(options), /^packages installed/);
});

test("a machine without npm is told to install Node", async (t) => {
  const { options, machine } = clone(t);
  rmSync(join(machine.bin, "npm"));
  await assert.rejects(ensureDependencies(options), /No `npm` on the PATH\. Install Node 18 or newer/);
});

test("a project Node that is missing, broken or too old is named with the command that repairs it", async (t) => {
  const { options, root, machine } = clone(t, "mkdir -p node_modules");
  const fix = /npm ci --include=dev --include=optional/;
  await assert.rejects(
    ensureDependencies(options),
    (error: Error) => /ENOENT/.test(error.message) && fix.test(error.message),
  );
  const node = nodeProgram(root);
  machine.program(node, "echo 'cannot execute' >&2; exit 126");
  await assert.rejects(
    ensureDependencies(options),
    (error: Error) => /cannot execute/.test(error.message) && fix.test(error.message),
  );
  machine.program(node, "echo v22.18.0");
  await assert.rejects(ensureDependencies(options), /is 22\.18\.0, needed is 24 or newer/);
});

test("two runs at once install once", async (t) => {
  const { options, machine } = clone(t, `while [ ! -e "$MACHINE/go-on" ]; do sleep 0.05; done\n${INSTALL}`);
  const both = [ensureDependencies(options), ensureDependencies(options)];
  await until("the second run waits", () =>
    machine.said.some((text) => text.startsWith("waiting for process")),
  );
  writeFileSync(join(machine.folder, "go-on"), "");
  assert.deepEqual((await Promise.all(both)).map((done) => done.split(",")[0]).sort(), [
    "packages are those of package-lock.json",
    "packages installed",
  ]);
  assert.equal(machine.log("npm").length, 1);
});

const LOCK = JSON.parse(readFileSync(new URL("../../../package-lock.json", import.meta.url), "utf8"));
const LOCKED: Parameters<typeof isSameInstallation>[0] = LOCK.packages;

test("the project's own Node has a hash in the lock file on every platform, and no script to install it", () => {
  for (const platform of ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"]) {
    const { integrity, hasInstallScript, optional } = LOCKED[dirname(nodeFolder("", platform))] ?? {};
    assert.match(integrity ?? "", /^sha512-.{88}$/, platform);
    assert.deepEqual([hasInstallScript, optional], [undefined, true], platform);
  }
  assert.throws(() => nodeFolder("", "linux-s390x"), /no Node for linux-s390x .* Allowed: darwin-arm64, /);
});

test("every package in the lock file has a hash, and none names a registry", () => {
  const packages = Object.entries(LOCKED).filter(([path]) => path !== "");
  assert.deepEqual(
    packages.filter(([, { integrity, resolved }]) => !integrity || resolved).map(([path]) => path),
    [],
  );
});
