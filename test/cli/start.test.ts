import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { packagesIn, recordingModules } from "#test/support/loadedModules.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

describe("modern-auth", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "modern-auth-start-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it, and tells what it has printed and loaded. */
  function start(...args: string[]) {
    const file = join(folder, args.join("-"));
    const env = { ...process.env, ...recordingModules(file) };
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
      env,
      encoding: "utf8",
    });
    const loaded = readFileSync(file, "utf8");
    return {
      status,
      printed: stdout + stderr,
      packages: packagesIn(loaded),
      commands: [...loaded.matchAll(/\/src\/cli\/(.+?)\/command\.ts/g)].map(([, name]) => name),
    };
  }

  it("modern-auth prints the help of all commands without loading any of them, nor a package but commander", () => {
    const { status, printed, packages, commands } = start("--help");
    assert.equal(status, 0);
    assert.match(printed, /^Usage: modern-auth/);
    assert.deepEqual({ packages, commands }, { packages: ["commander"], commands: [] });
  });

  it("modern-auth loads for the help of one command just that one, and not what carries it out", () => {
    for (const args of [
      ["verify", "--help"],
      ["help", "verify"],
    ]) {
      const { printed, packages, commands } = start(...args);
      assert.match(printed, /^Usage: modern-auth verify/);
      assert.deepEqual({ packages, commands }, { packages: ["commander"], commands: ["verify"] });
    }
  });

  it("modern-auth prints the version of package.json for --version", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    const { status, printed } = start("--version");
    assert.deepEqual({ status, printed }, { status: 0, printed: `${version}\n` });
  });

  it("modern-auth runs no command where the engine would write secrets down, and names variable and folder; help and completion go on", () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [main, ...args], {
        env: { ...process.env, PULUMI_DEBUG_GRPC: join(folder, "grpc.json") },
        encoding: "utf8",
      });
    for (const args of [
      ["up", "acme"],
      ["verify", "acme", "--json"],
      ["tenant", "list"],
      ["google", "guide", "acme"],
    ]) {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [2, ""], args.join(" "));
      assert.ok(
        stderr.includes(`in the folder ${folder}`) && stderr.includes("unset PULUMI_DEBUG_GRPC"),
        stderr,
      );
    }
    for (const args of [["--help"], ["up", "--help"], ["completion", "bash"]])
      assert.equal(run(...args).status, 0, args.join(" "));
  });

  it("modern-auth suggests the nearest command for an unknown one, with exit code 2", () => {
    const { status, printed } = start("verfy");
    assert.equal(status, 2);
    assert.match(printed, /^error: unknown command 'verfy'\n\(Did you mean verify\?\)\n/);
  });
});
