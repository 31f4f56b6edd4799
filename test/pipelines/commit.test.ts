import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "node:test";
import { commitAndPush } from "#pipelines/commit.ts";

let folder: string;
let mine: string;
let others: string;

const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=Anna", "-c", "user.email=anna@acme.example", ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
const write = (clone: string, name: string, text: string) => writeFileSync(join(clone, name), text);
const files = (...names: string[]) => names.map((name) => join(mine, name));
/** A file as the branch on the server has it. */
const pushed = (name: string) => git(join(folder, "server"), "show", `main:${name}`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-commit-"));
  [mine, others] = [join(folder, "mine"), join(folder, "others")];
  git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "server");
  git(folder, "clone", "--quiet", "server", "others");
  for (const name of ["acme", "beta", "gamma"]) write(others, name, "1\n");
  git(others, "add", ".");
  git(others, "commit", "--quiet", "--message", "Begin");
  git(others, "push", "--quiet", "origin", "HEAD:main");
  git(folder, "clone", "--quiet", "--branch", "main", "server", "mine");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("Committing what succeeded pushes those files alone; what failed stays as it was changed", async () => {
  write(mine, "acme", "2\n");
  write(mine, "beta", "2\n");
  assert.equal(await commitAndPush(mine, files("acme", "gamma"), "Rotation", "main"), true);
  assert.equal(pushed("acme"), "2\n");
  assert.equal(pushed("beta"), "1\n");
  assert.equal(readFileSync(join(mine, "beta"), "utf8"), "2\n");
  const log = git(join(folder, "server"), "log", "--format=%an: %s", "-1", "main");
  assert.equal(log, "modern-auth: Rotation\n");
});

it("Committing what succeeded does nothing where nothing changed, or nothing succeeded", async () => {
  write(mine, "beta", "2\n");
  assert.equal(await commitAndPush(mine, files("acme"), "Rotation", "main"), false);
  assert.equal(await commitAndPush(mine, [], "Rotation", "main"), false);
  assert.equal(pushed("beta"), "1\n");
});

it("Committing what succeeded works from a commit without a branch, as GitLab checks out", async () => {
  git(mine, "checkout", "--quiet", "--detach");
  write(mine, "acme", "2\n");
  assert.equal(await commitAndPush(mine, files("acme"), "Rotation", "main"), true);
  assert.equal(pushed("acme"), "2\n");
});

it("Committing what succeeded takes over what others pushed meanwhile", async () => {
  write(others, "gamma", "3\n");
  git(others, "commit", "--quiet", "--all", "--message", "Another");
  git(others, "push", "--quiet", "origin", "HEAD:main");
  write(mine, "acme", "2\n");
  write(mine, "beta", "2\n");
  assert.equal(await commitAndPush(mine, files("acme"), "Rotation", "main"), true);
  assert.deepEqual(["acme", "beta", "gamma"].map(pushed), ["2\n", "1\n", "3\n"]);
});

it("Committing what succeeded pushes nothing where others changed the same, and says how it goes on", async () => {
  write(others, "acme", "3\n");
  git(others, "commit", "--quiet", "--all", "--message", "Another");
  git(others, "push", "--quiet", "origin", "HEAD:main");
  write(mine, "acme", "2\n");
  const push = commitAndPush(mine, files("acme"), "Rotation", "main");
  await assert.rejects(push, /^Error: Nothing was pushed: main has other changes .*run the pipeline again/);
  assert.equal(pushed("acme"), "3\n");
  assert.equal(git(mine, "status", "--porcelain"), "", "no half-done rebase is left");
});

it("Committing what succeeded fails with git's words where the server takes nothing", async () => {
  rmSync(join(folder, "server"), { recursive: true });
  write(mine, "acme", "2\n");
  await assert.rejects(
    commitAndPush(mine, files("acme"), "Rotation", "main"),
    /^Error: git fetch failed: .*does not appear to be a git repository/s,
  );
});
