import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { resultsJson } from "#fleet/forms/json.ts";
import type { FleetRun, Outcome } from "#fleet/results/result.ts";
import { attentionOf } from "#pipelines/posts.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { aResult } from "#test/fixtures/results.ts";
import { acceptBlind } from "#verify/finding.ts";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const run = (...outcomes: Outcome[]): FleetRun => ({
  command: "drift",
  started: "2026-11-25T02:00:00Z",
  seconds: 1,
  results: outcomes.map((outcome, place) => ({
    tenant: `t${place}`,
    tags: [],
    outcome,
    exitCode: 0,
    next: [],
    seconds: 1,
  })),
  notes: [],
});

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

describe("What an issue is called", () => {
  it("What an issue is called is how many tenants need what, the worst first", () => {
    assert.equal(
      attentionOf(run("ok", "warn", "drift", "failed", "drift")).title,
      "4 of 5 tenants need attention: 1 failed, 2 drift, 1 warn",
    );
  });

  it("What an issue is called tells a fleet where all is well from one of which nothing, or not everything, was looked at", () => {
    const needs = (result: FleetRun) => attentionOf(result).need;
    assert.equal(needs(run("ok", "ok")), "none");
    assert.equal(needs(run()), "some");
    assert.equal(needs(run("ok", "inconclusive")), "some");
    const results = [aResult("acme", { findings: acceptBlind([aFinding("inconclusive")], ["microsoft"]) })];
    assert.deepEqual(attentionOf({ results }), {
      title: "1 of 1 tenants were not looked at in full, which is accepted",
      need: "unseen",
    });
  });
});

describe("modern-auth ci on GitLab without a token", () => {
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
    assert.match(
      output,
      /1 of 2 tenants need attention: 1 drift\. No issue, because GITLAB_TOKEN is not set/,
    );
    assert.equal(ci(["issue", report("failed", "drift")], gitlab).code, 1);
    assert.equal(ci(["issue", report("ok")], gitlab).code, 0);
  });
});

describe("modern-auth ci outside of a pipeline", () => {
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
});
