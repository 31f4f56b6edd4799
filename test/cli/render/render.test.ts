import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const DRIFT = ".github/workflows/modern-auth-drift.yml";
let folder: string;

function render(...args: string[]) {
  const run = spawnSync(process.execPath, [join(root, "src/cli/main.ts"), "render", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}
const text = (path: string) => readFileSync(join(folder, path), "utf8");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-render-"));
  const project = readFileSync(join(root, "Pulumi.yaml"), "utf8");
  writeFileSync(join(folder, "Pulumi.yaml"), `${project}stackConfigDir: tenants\n`);
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  mkdirSync(join(folder, "tenants"));
  for (let number = 1; number <= 101; number += 1)
    writeFileSync(join(folder, "tenants", `Pulumi.t${number}.yaml`), "config: {}\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("modern-auth render writes the pipelines of the inventory: a shard for 100 tenants, and where their files are", () => {
  const { code, stdout, stderr } = render("github");
  assert.equal(code, 0, stderr);
  assert.deepEqual(stdout.trim().split("\n"), [
    ".github/actions/modern-auth/action.yml",
    ".github/workflows/modern-auth-preview.yml",
    ".github/workflows/modern-auth-up.yml",
    DRIFT,
    ".github/workflows/modern-auth-rotate.yml",
  ]);
  assert.match(text(DRIFT), /^# Made by "modern-auth render github --shards 2"; /m);
  assert.match(text(".github/workflows/modern-auth-up.yml"), /- tenants\/Pulumi\.\*\.yaml/);
});

it("modern-auth render makes nothing for the sandbox's stack: no shard and no manifest", () => {
  const mark = (name: string) => `config:\n  erp-modern-auth:sandbox: ${name}\n`;
  writeFileSync(join(folder, "tenants", "Pulumi.t1.yaml"), mark("t1"));
  assert.equal(render("github").code, 0);
  assert.match(text(DRIFT), /^# Made by "modern-auth render github --shards 1"; /m);
  const { code, stdout, stderr } = render(
    "operator",
    "--repository",
    "https://git.example/erp.git",
    "--dry-run",
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /\bt2\b/);
  assert.doesNotMatch(stdout, /\bt1\b/);
});

it("modern-auth render has nothing to do the second time", () => {
  render("gitlab", "--shards", "5");
  const { code, stdout } = render("gitlab", "--shards", "5");
  assert.equal(code, 0);
  assert.deepEqual(stdout.trim().split("\n"), [
    "ci/modern-auth.gitlab-ci.yml (as it was)",
    "ci/modern-auth-sign-in.sh (as it was)",
  ]);
});

it("modern-auth render ends with 7 when a file is not what it would be made, names it and the command, and writes nothing", () => {
  render("github", "--shards", "2");
  assert.equal(render("github", "--shards", "2", "--check").code, 0);
  writeFileSync(join(folder, DRIFT), `${text(DRIFT)}# changed by hand\n`);
  const { code, stderr } = render("github", "--shards", "2", "--check");
  assert.equal(code, 7);
  assert.equal(stderr, `${DRIFT} is not what it would be made. Type: modern-auth render github --shards 2\n`);
  assert.match(text(DRIFT), /changed by hand/);
});

it("modern-auth render prints and writes nothing with --dry-run", () => {
  const { code, stdout } = render("operator", "--repository", "https://git.example/t.git", "--dry-run");
  assert.equal(code, 0);
  assert.match(stdout, /^# kubernetes\/modern-auth\.yaml\n/);
  assert.equal(stdout.match(/^kind: Stack$/gm)?.length, 101);
  assert.equal(existsSync(join(folder, "kubernetes")), false);
});

it("modern-auth render tells as JSON which files changed", () => {
  render("gitlab", "--shards", "5");
  writeFileSync(join(folder, "ci/modern-auth-sign-in.sh"), "changed by hand");
  const { stdout } = render("gitlab", "--shards", "5", "--json");
  assert.deepEqual(JSON.parse(stdout), {
    command: "render gitlab",
    outcome: "ok",
    exitCode: 0,
    next: [],
    files: [
      { path: "ci/modern-auth.gitlab-ci.yml", changed: false },
      { path: "ci/modern-auth-sign-in.sh", changed: true },
    ],
  });
});

it("modern-auth render has the nightly run accept what it is told to, and names it in the command that makes the same files again", () => {
  for (const forge of ["github", "gitlab"]) {
    const { stdout } = render(
      forge,
      "--allow-inconclusive",
      "google",
      "--allow-inconclusive",
      "erp",
      "--dry-run",
    );
    assert.match(stdout, /modern-auth drift --all .* --allow-inconclusive google,erp \|\| test -s/);
    assert.match(stdout, /Made by "modern-auth render \w+ --shards \d+ --allow-inconclusive google,erp";/);
    assert.doesNotMatch(render(forge, "--dry-run").stdout, /allow-inconclusive/);
  }
});

it("modern-auth render refuses more shards than the forge runs jobs, and contradicting options, with exit code 2", () => {
  const { code, stderr } = render("gitlab", "--shards", "201");
  assert.equal(code, 2);
  assert.match(stderr, /"201" is not allowed; a whole number from 1 to 200/);
  assert.equal(render("github", "--check", "--dry-run").code, 2);
  assert.equal(render("operator").code, 2);
});
