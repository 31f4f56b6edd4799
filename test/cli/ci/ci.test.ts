import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { resultsJson } from "#fleet/forms/json.ts";
import type { Outcome } from "#fleet/results/result.ts";
import { attentionTitle } from "#pipelines/attention.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const run = (...outcomes: Outcome[]) =>
  aRun(outcomes.map((outcome, place) => aResult(`t${place}`, { outcome })));

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-ci-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function ci(args: readonly string[], env: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "ci", ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    encoding: "utf8",
  });
  return { code: status, output: stdout + stderr };
}

function report(...outcomes: Outcome[]): string {
  const path = join(folder, outcomes.join("-"));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "report.json"), resultsJson(run(...outcomes)));
  writeFileSync(join(path, "report.md"), "told");
  return path;
}

it("What an issue is called is how many tenants need what, the worst first", () => {
  assert.equal(
    attentionTitle(run("ok", "warn", "drift", "failed", "drift")),
    "4 of 5 tenants need attention: 1 failed, 2 drift, 1 warn",
  );
});

it("What an issue is called is nothing where all is well", () => {
  assert.equal(attentionTitle(run("ok", "ok")), undefined);
  assert.equal(attentionTitle(run()), undefined);
});

const gitlab = { CI_PROJECT_ID: "42" };

it("modern-auth ci on GitLab without a token leaves the comment to the artefact", () => {
  writeFileSync(join(folder, "preview.md"), "1 change");
  const { code, output } = ci(["comment", "preview.md"], gitlab);
  assert.equal(code, 0, output);
  assert.match(output, /GITLAB_TOKEN is not set; the same stands in preview\.md/);
});

it("modern-auth ci on GitLab without a token fails the pipeline instead of opening an issue, with the exit code of what was found", () => {
  const { code, output } = ci(["issue", report("ok", "drift")], gitlab);
  assert.equal(code, 7);
  assert.match(output, /1 of 2 tenants need attention: 1 drift\. No issue, because GITLAB_TOKEN is not set/);
  assert.equal(ci(["issue", report("failed", "drift")], gitlab).code, 1);
  assert.equal(ci(["issue", report("ok")], gitlab).code, 0);
});

it("modern-auth ci outside of a pipeline fails and names the variables", () => {
  const { code, output } = ci(["issue", report("ok")], {});
  assert.equal(code, 1);
  assert.match(output, /neither GITHUB_REPOSITORY with GITHUB_TOKEN is set, nor CI_PROJECT_ID/);
  writeFileSync(join(folder, "up.json"), resultsJson(run("ok")));
  const commit = ci(["commit", "up.json", "--message", "x"], {});
  assert.equal(commit.code, 1);
  assert.match(commit.output, /neither GITHUB_REF_NAME nor CI_COMMIT_BRANCH is set/);
});

it("modern-auth ci outside of a pipeline refuses results that are none, and names what writes them", () => {
  writeFileSync(join(folder, "none.json"), "{}");
  const { code, output } = ci(["commit", "none.json", "--message", "x"], { CI_COMMIT_BRANCH: "main" });
  assert.equal(code, 1);
  assert.match(output, /none\.json: .*modern-auth drift --all --results/);
});
