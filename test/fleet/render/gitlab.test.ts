import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it, type TestContext } from "node:test";
import { renderGitlab } from "../../../fleet/render/gitlab.ts";
import { MOST_SHARDS } from "../../../fleet/render/limits.ts";
import type { Rendered } from "../../../fleet/render/rendered.ts";
import { GitlabProject } from "../../pipelines/gitlabProject.ts";
import { PLAN } from "./plan.ts";

const EVENTS = {
  "a merge request": { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "42" },
  "a fork's merge request": {
    CI_PIPELINE_SOURCE: "merge_request_event",
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1",
  },
  "a merge": { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" },
  "a push to another branch": { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "topic" },
  "the nightly schedule": { CI_PIPELINE_SOURCE: "schedule", MODERN_AUTH: "drift" },
  "the monthly schedule": { CI_PIPELINE_SOURCE: "schedule", MODERN_AUTH: "rotate" },
  "another schedule": { CI_PIPELINE_SOURCE: "schedule" },
};

function projectOf(t: TestContext, files: readonly Rendered[]): GitlabProject {
  const project = GitlabProject.create(files);
  t.after(() => project.close());
  return project;
}

describe("The pipelines for GitLab", () => {
  it("are valid by GitLab's own schema, with the most shards as well", (t) => {
    for (const shards of [1, MOST_SHARDS.gitlab]) {
      const project = projectOf(t, renderGitlab({ ...PLAN, shards }));
      assert.equal(project.jobs().get("modern-auth drift")?.parallel, shards);
    }
    const [jobs, ...others] = renderGitlab(PLAN);
    assert.ok(jobs);
    const broken = { ...jobs, text: jobs.text.replaceAll("resource_group", "resourcegroup") };
    assert.throws(() => projectOf(t, [broken, ...others]).jobs(), /'resourcegroup' property is not expected/);
  });

  it("run for what they are made for, and for forks only what needs no identity", (t) => {
    const project = projectOf(t, renderGitlab(PLAN));
    const ran = Object.entries(EVENTS).map(([event, variables]) => [event, project.jobsFor(variables)]);
    assert.deepEqual(Object.fromEntries(ran), {
      "a merge request": ["modern-auth pipelines", "modern-auth preview"],
      "a fork's merge request": ["modern-auth pipelines"],
      "a merge": ["modern-auth up"],
      "a push to another branch": [],
      "the nightly schedule": [
        "modern-auth drift: [1/3]",
        "modern-auth drift: [2/3]",
        "modern-auth drift: [3/3]",
        "modern-auth report",
      ],
      "the monthly schedule": ["modern-auth rotate"],
      "another schedule": [],
    });
  });

  it("give an identity to those jobs alone that work on tenants, and let them change tenants one at a time", (t) => {
    const jobs = projectOf(t, renderGitlab(PLAN)).jobs();
    const withTokens = [...jobs].filter(([, job]) => job.id_tokens).map(([name]) => name);
    assert.deepEqual(withTokens, [
      "modern-auth preview",
      "modern-auth up",
      "modern-auth drift",
      "modern-auth rotate",
    ]);
    for (const name of ["modern-auth up", "modern-auth rotate"])
      assert.equal(jobs.get(name)?.resource_group, "modern-auth-write");
  });

  it("sign in by a script that is plain shell", () => {
    const script = renderGitlab(PLAN).find(({ path }) => path.endsWith(".sh"));
    assert.ok(script);
    const { status, stderr } = spawnSync("sh", ["-n"], { input: script.text, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  });
});
