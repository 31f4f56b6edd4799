import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { closedHost, isAlive, Machine, until, VERSION } from "./machine.ts";
import { nodeFolder, nodeProgram } from "./modules.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const DEPENDENCIES = { "@pulumi/pulumi": VERSION, "@pulumi/azuread": "6.9.1", "@pulumi/gcp": "9.37.0" };
const INSTALL = `mkdir -p ${nodeFolder("")} && ln -sf '${process.execPath}' ${nodeProgram("")}`;

/** A bare clone with the real bootstrap, on a machine whose npm and Go are scripts and whose network is closed. */
async function clone(context: TestContext, npm = INSTALL) {
  const machine = new Machine(context);
  const root = join(machine.folder, "clone");
  const toolchain = join(root, "sandbox", "toolchain");
  mkdirSync(toolchain, { recursive: true });
  cpSync(join(REPOSITORY, "sandbox", "toolchain"), toolchain, { recursive: true });
  const closed = [await closedHost()];
  writeFileSync(join(root, "package.json"), JSON.stringify({ dependencies: DEPENDENCIES }));
  writeFileSync(join(root, "package-lock.json"), "{}");
  const options = `{ root: ${JSON.stringify(root)}, args: process.argv.slice(2), env: process.env, releases: ${JSON.stringify(closed)}, pluginHosts: ${JSON.stringify(closed)} }`;
  writeFileSync(
    join(toolchain, "run.mjs"),
    `import { main } from "./main.mjs";\nprocess.exitCode = await main(${options});\n`,
  );
  machine.program(join(machine.bin, "npm"), npm);
  machine.go();

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [join(toolchain, "run.mjs"), ...args], {
      env: machine.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    context.after(() => child.kill("SIGKILL"));
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
      child.once("close", (code) => resolve({ code, stdout, stderr })),
    );
    return { child, ended, stdout: () => stdout };
  };
  const entry = (script: string, folder = "sandbox") => {
    const file = join(root, folder, "entry.mjs");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, script);
    return file;
  };
  return { machine, root, start, entry };
}

test("an entry runs on the project's Node with the toolchain first on the PATH, its arguments and its exit code", async (t) => {
  const { root, machine, start, entry } = await clone(t);
  const file = entry(
    "console.log(JSON.stringify({ env: process.env, args: process.argv.slice(2) })); process.exitCode = 7;",
  );
  const { code, stdout, stderr } = await start(file, "a", "--b").ended;
  assert.equal(code, 7, stderr);
  const { env, args } = JSON.parse(stdout);
  const path = [
    nodeFolder(root),
    machine.cache,
    join(root, "sandbox", "standins", "bin"),
    join(root, "node_modules", ".bin"),
  ];
  assert.deepEqual(args, ["a", "--b"]);
  assert.equal(env.PATH, [...path, machine.bin].join(":"));
  assert.equal(env.PULUMI_SKIP_UPDATE_CHECK, "1");
  assert.equal(env.PULUMI_DIY_BACKEND_NO_LEGACY_WARNING, "1");
  assert.equal(env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION, "true");
  assert.equal(env.NODE_COMPILE_CACHE, join(root, ".toolchain", "compile-cache"));
  const toolchain = JSON.parse(env.ERP_MODERN_AUTH_TOOLCHAIN);
  assert.deepEqual([toolchain.pulumi, toolchain.version], [join(machine.cache, "pulumi"), VERSION]);
  assert.deepEqual(toolchain.path, path);
  assert.equal(toolchain.plugins.azuread.kind, "stand-in");
  assert.match(
    stderr,
    /✓ dependencies: .*\n(.*\n)*.*stand-ins for azuread 6\.9\.1 and gcp 9\.37\.0 \(no download: /,
  );
});

test("an entry outside of sandbox and tests never gets a stand-in, and what is missing is said with why and what to do", async (t) => {
  const { machine, start, entry } = await clone(t);
  const print = "console.log(JSON.stringify([process.env.PATH, process.env.ERP_MODERN_AUTH_TOOLCHAIN]))";
  for (const folder of ["src/cli", "sandbox/toolchain", "sandboxed", "."]) {
    const { code, stdout, stderr } = await start(
      "--max-semi-space-size=8",
      entry(print, folder),
      "sandbox/x.ts",
    ).ended;
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stdout, /standins/);
    const [, toolchain] = JSON.parse(stdout);
    assert.equal(JSON.parse(toolchain).plugins.gcp.kind, "missing");
    assert.match(stderr, /plugins: missing: azuread 6\.9\.1 and gcp 9\.37\.0 \(no download: /);
    assert.match(
      stderr,
      /plugins for azuread 6\.9\.1 and gcp 9\.37\.0 are not on this machine \(no download: /,
    );
    assert.ok(stderr.includes("pulumi plugin install resource azuread 6.9.1"), stderr);
    assert.ok(stderr.includes(join(machine.home, "plugins", "resource-gcp-v9.37.0")), stderr);
  }
  for (const folder of ["test/engine", "sandbox/demo"])
    assert.match((await start(entry(print, folder)).ended).stdout, /standins/);
});

test("--prepare prepares and runs nothing; a call without anything to run says what to give", async (t) => {
  const { machine, start } = await clone(t);
  const prepared = await start("--prepare").ended;
  assert.deepEqual([prepared.code, prepared.stdout], [0, ""]);
  assert.ok(existsSync(join(machine.cache, "pulumi")));
  const empty = await start().ended;
  assert.equal(empty.code, 2);
  assert.match(empty.stderr, /<entry\.ts>/);
});

test("packages are installed while Go compiles", async (t) => {
  const meet = (mine: string, other: string) =>
    `touch "$MACHINE/${mine}"; i=0; while [ ! -e "$MACHINE/${other}" ]; do i=$((i+1)); [ $i -gt 400 ] && exit 9; sleep 0.05; done`;
  const { machine, start } = await clone(t, `${meet("npm-runs", "go-runs")}\n${INSTALL}`);
  machine.go(meet("go-runs", "npm-runs"));
  const { code, stderr } = await start("--prepare").ended;
  assert.equal(code, 0, stderr);
});

test("a failed npm stops the compiler and is reported with what npm said", async (t) => {
  const failing =
    'while [ ! -e "$MACHINE/pid.log" ]; do sleep 0.05; done; echo "npm error network" >&2; exit 1';
  const { machine, start } = await clone(t, failing);
  machine.go('echo $$ > "$MACHINE/pid.log"; exec sleep 600');
  const { code, stderr } = await start("--prepare").ended;
  assert.equal(code, 1);
  assert.match(
    stderr,
    /✗ dependencies: failed .*\n(.*\n)*✗ Pulumi: stopped .*\n(.*\n)*npm ci .*failed \(exit code 1\):\nnpm error network\n/,
  );
  assert.equal(isAlive(Number(machine.log("pid")[0])), false);
  assert.deepEqual(machine.versions(), []);
});

test("a machine on which no Pulumi can be had ends with exit code 1 and all four reasons", async (t) => {
  const { machine, start } = await clone(t);
  machine.program(join(machine.bin, "go"), "echo 'go: no network' >&2; exit 1");
  const { code, stderr } = await start("--prepare").ended;
  assert.equal(code, 1);
  for (const way of ["1. launcher cache: ", "2. PATH: ", "3. download: ", "4. compile: "])
    assert.ok(stderr.includes(way), way);
  assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
});

for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} while npm and Go are at work stops both, removes what is half-made and exits with ${exitCode}`, async (t) => {
    const { machine, root, start } = await clone(t, 'sleep 600 & echo $! > "$MACHINE/npm-pid.log"; wait');
    machine.go(
      '[ -d "$GOTMPDIR" ] && echo half > "$GOTMPDIR/half"; sleep 600 & echo $! > "$MACHINE/go-pid.log"; wait',
    );
    const { child, ended } = start("--prepare");
    await until(
      "both run",
      () => machine.log("npm-pid").some(Boolean) && machine.log("go-pid").some(Boolean),
    );
    child.kill(signal);
    const { code, stderr } = await ended;
    assert.equal(code, exitCode, stderr);
    assert.match(stderr, new RegExp(`Stopped by ${signal}`));
    for (const name of ["npm-pid", "go-pid"]) {
      await until(`${name} is gone`, () => !isAlive(Number(machine.log(name)[0])));
    }
    assert.deepEqual([machine.versions(), readdirSync(join(root, ".toolchain"))], [[], []]);
  });

  test(`${signal} reaches the entry once, and its exit code is ours`, async (t) => {
    const { start, entry } = await clone(t);
    const file = entry(`
      let times = 0;
      process.on("${signal}", () => { console.log("asked", ++times); setTimeout(() => process.exit(5), 100); });
      setInterval(() => {}, 1000);
      console.log("ready");`);
    const { child, ended, stdout } = start(file);
    await until("the entry runs", () => stdout().includes("ready"));
    child.kill(signal);
    child.kill(signal);
    assert.deepEqual(await ended.then(({ code, stdout }) => [code, stdout]), [5, "ready\nasked 1\n"]);
  });

  test(`an entry that dies of ${signal} ends us with ${exitCode}`, async (t) => {
    const { start, entry } = await clone(t);
    const { code } = await start(
      entry(`process.kill(process.pid, "${signal}"); setInterval(() => {}, 1000);`),
    ).ended;
    assert.equal(code, exitCode);
  });
}
