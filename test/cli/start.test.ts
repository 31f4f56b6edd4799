import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { packagesIn, recordingModules } from "../support/loadedModules.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

describe("modern-auth", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "modern-auth-start-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const args of [["--help"], ["verify", "--help"], ["no-such-command"]])
    it(`loads no package but commander for "${args.join(" ")}"`, () => {
      const file = join(folder, args.join("-"));
      const env = { ...process.env, ...recordingModules(file) };
      const { stdout, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: "utf8" });
      assert.match(stdout + stderr, /^Usage: modern-auth/m);
      assert.deepEqual(packagesIn(readFileSync(file, "utf8")), ["commander"]);
    });
});
