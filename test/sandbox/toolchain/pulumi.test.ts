import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { closedHost, isAlive, Machine, serveFiles, silentHost, until, VERSION } from "./machine.ts";
import {
  archiveName,
  checksumOf,
  Interrupted,
  isNewEnough,
  obtainPulumi,
  ToolchainError,
} from "./modules.ts";

test("a CLI in the launcher's cache is used, and nobody else is asked", async (t) => {
  const machine = new Machine(t);
  machine.pulumi(machine.cache);
  machine.languageHost(machine.cache);
  machine.go();
  const { url, asked } = await serveFiles(t, machine.release());
  const pulumi = await obtainPulumi({ version: VERSION, ...machine, releases: [url] });
  assert.deepEqual(pulumi, { path: join(machine.cache, "pulumi"), version: VERSION, how: "cache" });
  assert.deepEqual([asked, machine.log("go")], [[], []]);
});

test("a CLI in the cache without its language host is not complete, so one on the PATH is used", async (t) => {
  const machine = new Machine(t);
  machine.pulumi(machine.cache);
  const path = machine.pulumi(machine.bin, "3.270.1");
  machine.languageHost(machine.bin);
  const { url, asked } = await serveFiles(t, machine.release());
  const pulumi = await obtainPulumi({ version: VERSION, ...machine, releases: [url] });
  assert.deepEqual(pulumi, { path, version: "3.270.1", how: "PATH" });
  assert.deepEqual(asked, []);
});

test("a CLI on the PATH is passed over when it is too old, lacks the language host or is an npm launcher", async (t) => {
  const machine = new Machine(t);
  const launchers = join(machine.folder, "node_modules", ".bin");
  const old = join(machine.folder, "old");
  machine.pulumi(launchers);
  machine.pulumi(old, "3.258.9");
  machine.pulumi(machine.bin);
  machine.env["PATH"] = [launchers, old, machine.bin].join(":");
  const failed = obtainPulumi({ version: VERSION, ...machine, releases: [await closedHost()] });
  await assert.rejects(failed, ({ message }: Error) => {
    assert.match(message, /old\/pulumi is 3\.258\.9, needed is 3\.259\.0 or newer/);
    assert.match(message, /bin\/pulumi has no pulumi-language-nodejs beside it or on the PATH/);
    assert.doesNotMatch(message, /node_modules/);
    return true;
  });
});

test("the official archive is downloaded into the launcher's cache once", async (t) => {
  const machine = new Machine(t);
  machine.go();
  const { url, asked } = await serveFiles(t, machine.release());
  const options = { version: VERSION, ...machine, releases: [await closedHost(), url] };
  const first = await obtainPulumi(options);
  assert.deepEqual(first, { path: join(machine.cache, "pulumi"), version: VERSION, how: "download" });
  assert.ok(existsSync(join(machine.cache, "pulumi-language-nodejs")));
  assert.deepEqual(machine.versions(), [VERSION]);
  assert.equal((await obtainPulumi(options)).how, "cache");
  assert.deepEqual([asked.length, machine.log("go")], [2, []]);
});

test("an archive that is not the published one is refused, and the next way is tried", async (t) => {
  const machine = new Machine(t);
  const files = machine.release();
  files.set(`/${archiveName(VERSION)}`, "something else");
  const { url } = await serveFiles(t, files);
  const options = { version: VERSION, ...machine, releases: [url] };
  await assert.rejects(obtainPulumi(options), /has the SHA-256 [0-9a-f]{64}, published is [0-9a-f]{64}/);
  assert.deepEqual(machine.versions(), []);
  machine.go();
  assert.equal((await obtainPulumi(options)).how, "compile");
});

test("where nothing can be downloaded, Go compiles CLI and language host from our pinned modules", async (t) => {
  const machine = new Machine(t);
  machine.go();
  const pulumi = await obtainPulumi({ version: VERSION, ...machine, releases: [await closedHost()] });
  assert.deepEqual(pulumi, { path: join(machine.cache, "pulumi"), version: VERSION, how: "compile" });
  const calls = machine.log("go");
  assert.equal(calls.length, 2);
  for (const [i, module] of ["language", "cli"].entries()) {
    assert.match(
      calls[i] ?? "",
      new RegExp(
        `toolchain/go/${module} GOWORK=off GOTMPDIR=${machine.home}/.* build -mod=readonly -trimpath `,
      ),
    );
  }
  assert.match(calls[1] ?? "", /version\.Version=v3\.259\.0 /);
  assert.deepEqual(machine.versions(), [VERSION]);
});

test("when nothing works, every way is listed with its reason and with what to do", async (t) => {
  const machine = new Machine(t);
  machine.program(join(machine.bin, "go"), "echo 'go: module lookup disabled' >&2; exit 1");
  const failed = obtainPulumi({ version: VERSION, ...machine, releases: [await closedHost()] });
  await assert.rejects(failed, (error: Error) => {
    assert.ok(error instanceof ToolchainError);
    assert.match(
      error.message,
      /1\. launcher cache: .*3\.259\.0\/bin holds no pulumi\n {2}2\. PATH: no `pulumi` on the PATH\n {2}3\. download: .*ECONNREFUSED.*\n {2}4\. compile: go build pulumi-language-nodejs failed:\n.*module lookup disabled\n/,
    );
    assert.match(error.message, /What to do, any one of:\n(.*\n?){4}$/);
    return true;
  });
  assert.deepEqual(machine.versions(), []);
});

test("a network that swallows packets costs no more than the connect time-out of each host", async (t) => {
  const machine = new Machine(t);
  machine.go();
  const silent = await silentHost(t);
  const start = Date.now();
  const options = { version: VERSION, ...machine, releases: [silent, silent], connectTimeoutMs: 150 };
  assert.equal((await obtainPulumi(options)).how, "compile");
  assert.ok(Date.now() - start < 5_000);
});

test("what a killed run left half-made is neither used nor kept", async (t) => {
  const machine = new Machine(t);
  const leftover = join(machine.home, "versions", `.${VERSION}.tmp-killed`);
  machine.pulumi(join(leftover, "bin"));
  mkdirSync(machine.cache, { recursive: true });
  writeFileSync(join(machine.cache, "pulumi"), "");
  const lock = join(machine.home, "versions", `.${VERSION}.lock`);
  const dead = 2 ** 22 + 1;
  writeFileSync(lock, JSON.stringify({ pid: dead, host: hostname(), token: "" }));
  machine.go();
  const pulumi = await obtainPulumi({ version: VERSION, ...machine, releases: [await closedHost()] });
  assert.equal(pulumi.how, "compile");
  assert.notEqual(readFileSync(pulumi.path, "utf8"), "");
  assert.deepEqual(machine.versions(), [VERSION]);
});

test("two runs at once compile once, and both get the same CLI", async (t) => {
  const machine = new Machine(t);
  machine.go('while [ ! -e "$MACHINE/go-on" ]; do sleep 0.05; done');
  const options = { version: VERSION, ...machine, releases: [await closedHost()] };
  const both = [obtainPulumi(options), obtainPulumi(options)];
  await until("the second run waits for the first", () =>
    machine.said.some((text) => text.startsWith("waiting for process")),
  );
  writeFileSync(join(machine.folder, "go-on"), "");
  const [first, second] = await Promise.all(both);
  assert.equal(first?.path, second?.path);
  assert.deepEqual([first?.how, second?.how].sort(), ["cache", "compile"]);
  assert.equal(machine.log("go").length, 2);
});

test("an interrupted compilation stops the compiler with all it started and leaves nothing behind", async (t) => {
  const machine = new Machine(t);
  machine.go('sleep 600 & echo $! > "$MACHINE/pid.log"; wait');
  const stop = new AbortController();
  const options = { version: VERSION, ...machine, releases: [await closedHost()], signal: stop.signal };
  const run = obtainPulumi(options);
  const outcome = assert.rejects(run, Interrupted);
  await until("the compiler runs", () => machine.log("pid").some(Boolean));
  stop.abort(new Interrupted("SIGINT"));
  await outcome;
  await until("its child is gone", () => !isAlive(Number(machine.log("pid")[0])));
  assert.deepEqual(machine.versions(), []);
});

test("a version is new enough from the wanted release on, within the same major version", () => {
  const newEnough = ["3.259.0", "3.259.1", "3.300.0", "3.260.0-alpha.1", "3.259.0+dirty"];
  const notSo = ["3.258.99", "3.99.0", "3.259.0-alpha.1", "2.300.0", "4.0.0"];
  for (const version of newEnough) assert.equal(isNewEnough(version, VERSION), true, version);
  for (const version of notSo) assert.equal(isNewEnough(version, VERSION), false, version);
});

test("the archive is named as Pulumi publishes it, and other platforms are told so", () => {
  assert.equal(
    archiveName(VERSION, { platform: "darwin", arch: "arm64" }),
    "pulumi-v3.259.0-darwin-arm64.tar.gz",
  );
  assert.throws(
    () => archiveName(VERSION, { platform: "linux", arch: "s390x" }),
    /no archive for linux on s390x/,
  );
});

test("a checksum is taken from the line of exactly that file", () => {
  const lines = `${"a".repeat(64)}  x.tar.gz.sig\n${"b".repeat(64)} *x.tar.gz\n`;
  assert.equal(checksumOf(lines, "x.tar.gz"), "b".repeat(64));
  assert.throws(() => checksumOf(lines, "y.tar.gz"), /do not name y\.tar\.gz/);
  assert.throws(() => checksumOf("short  x.tar.gz", "x.tar.gz"), /do not name x\.tar\.gz/);
});
