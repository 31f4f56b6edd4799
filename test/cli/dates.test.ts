import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;

/** Runs `modern-auth` beside a stack of its own, as a user does in the project's folder. */
function modernAuth(...args: string[]) {
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "made up",
  };
  const run = spawnSync(process.execPath, [join(root, "cli/main.ts"), ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  return { code: run.status, output: run.stdout + run.stderr, env };
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-cli-"));
  mkdirSync(join(folder, "state"));
  cpSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  writeFileSync(
    join(folder, "Pulumi.acme.yaml"),
    "config:\n  # kept\n  erp-modern-auth:dns: acme.cid-erp.app\n",
  );
  const { env } = modernAuth("--help");
  const made = spawnSync("pulumi", ["stack", "init", "acme", "--non-interactive"], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  assert.equal(made.status, 0, made.stderr);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("modern-auth dates", () => {
  it("shows the dates and writes nothing with --dry-run", () => {
    const { code, output } = modernAuth(
      "dates",
      "acme",
      "--start",
      "2024-02-29",
      "--months",
      "24",
      "--dry-run",
      "--json",
    );
    assert.equal(code, 0, output);
    assert.deepEqual(JSON.parse(output), {
      stack: "acme",
      generation: 1,
      start: "2024-02-29",
      end: "2026-02-28",
      written: false,
    });
  });

  it("writes absolute dates into the stack's configuration once, and refuses to do it again", () => {
    const { code, output } = modernAuth("dates", "acme", "--start", "2026-11-23", "--months", "6");
    assert.equal(code, 0, output);
    const { config } = parse(readFileSync(join(folder, "Pulumi.acme.yaml"), "utf8"));
    const microsoft = config["erp-modern-auth:microsoft"];
    assert.equal(microsoft.lifetimeMonths, 6);
    const [generation] = microsoft.generations;
    assert.equal(generation.number, 1);
    assert.equal(String(generation.start).slice(0, 10), "2026-11-23");
    assert.equal(String(generation.end).slice(0, 10), "2027-05-23");
    const again = modernAuth("dates", "acme");
    assert.equal(again.code, 1);
    assert.match(again.output, /microsoft\.generations of stack "acme" already has dates/);
  });

  it("refuses months and dates that are none, with exit code 2 and what is allowed", () => {
    for (const months of ["0", "25", "abc"]) {
      const { code, output } = modernAuth("dates", "acme", "--months", months);
      assert.equal(code, 2);
      assert.match(output, new RegExp(`"${months}" is not allowed; a whole number of months from 1 to 24`));
    }
    assert.match(
      modernAuth("dates", "acme", "--start", "2026-02-30").output,
      /"2026-02-30" is not allowed; a date that exists/,
    );
    assert.equal(modernAuth("dates").code, 2);
  });

  it("names a stack that does not exist", () => {
    const { code, output } = modernAuth("dates", "nobody");
    assert.equal(code, 1);
    assert.match(output, /nobody/);
  });

  it("explains itself with examples", () => {
    const { code, output } = modernAuth("dates", "--help");
    assert.equal(code, 0);
    assert.match(output, /modern-auth dates acme --months 6 --dry-run/);
  });
});
