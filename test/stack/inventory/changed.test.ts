import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { changedSince } from "#stack/inventory/changed.ts";
import { readInventory } from "#stack/inventory/inventory.ts";
import { strayNotes } from "#stack/inventory/strays.ts";

let folder: string;
const project = () => ({
  name: "erp-modern-auth",
  folder,
  stackFolder: join(folder, "stacks"),
  hasConfig: false,
  file: "Pulumi.yaml",
});
const file = (tenant: string) => join(folder, "stacks", `Pulumi.${tenant}.yaml`);
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd: folder,
    encoding: "utf8",
  });

before(() => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-changed-"));
  mkdirSync(join(folder, "stacks"));
  git("init", "--quiet", "--initial-branch=main");
  for (const tenant of ["same", "edited", "gone", "renamed"])
    writeFileSync(file(tenant), `config: {a: ${tenant}}\n`);
  writeFileSync(join(folder, "index.ts"), "");
  git("add", ".");
  git("commit", "--quiet", "-m", "first");
  writeFileSync(file("edited"), "config: {a: other}\n");
  git("mv", "stacks/Pulumi.renamed.yaml", "stacks/Pulumi.moved.yaml");
  rmSync(file("gone"));
  writeFileSync(join(folder, "index.ts"), "changed");
  git("add", "--all");
  git("commit", "--quiet", "-m", "second");
  writeFileSync(file("unborn"), "config: {a: b}\n");
  // The notes name files as they are seen from where the command was typed.
  process.chdir(join(folder, "stacks"));
});
after(() => {
  process.chdir("/");
  rmSync(folder, { recursive: true, force: true });
});

describe("Changed since a revision", () => {
  it("Changed since a revision are the tenants whose file was edited, added, renamed or removed, committed or not", async () => {
    assert.deepEqual(await changedSince(project(), "HEAD~1"), [
      "edited",
      "gone",
      "moved",
      "renamed",
      "unborn",
    ]);
    assert.deepEqual(await changedSince(project(), "HEAD"), ["unborn"]);
  });

  it("Changed since a revision is nothing that can be said of a revision that git does not know: it says what helps", async () => {
    await assert.rejects(
      changedSince(project(), "no-such-branch"),
      /What changed cannot be found out: fatal: .*no-such-branch.*git fetch --unshallow/,
    );
  });

  it("a tenant that is gone is named, and the command of its note brings it back", () => {
    const [note = "", ...others] = strayNotes(["gone", "edited"], readInventory(project()), project());
    assert.deepEqual(others, []);
    assert.match(note, /^Pulumi\.gone\.yaml is gone, .* may still exist\. Nothing was deleted\./);
    assert.match(note, /pulumi destroy --stack gone$/);
    const [, command = ""] = /To bring it back: (git .*?);/.exec(note) ?? [];
    execFileSync("sh", ["-c", command]);
    assert.equal(readFileSync(file("gone"), "utf8"), "config: {a: gone}\n");
    rmSync(file("gone"));
    git("reset", "--quiet");
  });
});
