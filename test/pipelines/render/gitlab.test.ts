import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { it, type TestContext } from "node:test";
import { renderGitlab } from "#pipelines/render/gitlab.ts";
import type { Rendered } from "#pipelines/render/rendered.ts";
import { MOST_SHARDS } from "#pipelines/render/rendered.ts";
import { GitlabProject } from "../gitlabProject.ts";
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

it("The pipelines for GitLab are valid by GitLab's own schema, with the most shards as well", (t) => {
  for (const shards of [1, MOST_SHARDS.gitlab]) {
    const project = projectOf(t, renderGitlab({ ...PLAN, shards }));
    assert.equal(project.jobs().get("modern-auth drift")?.parallel, shards);
  }
  const [jobs, ...others] = renderGitlab(PLAN);
  assert.ok(jobs);
  const broken = { ...jobs, text: jobs.text.replaceAll("resource_group", "resourcegroup") };
  assert.throws(() => projectOf(t, [broken, ...others]).jobs(), /'resourcegroup' property is not expected/);
});

it("The pipelines for GitLab run for what they are made for, and for forks only what needs no identity", (t) => {
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

it("The pipelines for GitLab give an identity to those jobs alone that work on tenants, and let them change tenants one at a time", (t) => {
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

it("The pipelines for GitLab sign in by files that nobody else may read, for what its variables name alone", (t) => {
  const temporary = mkdtempSync(join(tmpdir(), "modern-auth-sign-in-"));
  t.after(() => rmSync(temporary, { recursive: true, force: true }));
  const tokens = {
    TMPDIR: temporary,
    GOOGLE_ID_TOKEN: "for Google",
    AWS_ID_TOKEN: "for Amazon",
    AZURE_ID_TOKEN: "for Azure",
  };
  const none = signedIn(tokens);
  assert.deepEqual([none.aws, none.azure, none.google], ["", "", ""]);
  const all = signedIn({
    ...tokens,
    AWS_ROLE_ARN: "arn:aws:iam::1:role/ci",
    AZURE_CLIENT_ID: "c",
    GOOGLE_SERVICE_ACCOUNT: "ci@contoso.iam.gserviceaccount.com",
    GOOGLE_WORKLOAD_IDENTITY_PROVIDER: "projects/1/locations/global/workloadIdentityPools/p/providers/q",
  });
  assert.equal(readFileSync(all.aws, "utf8"), "for Amazon");
  assert.equal(readFileSync(all.azure, "utf8"), "for Azure");
  const google = JSON.parse(readFileSync(all.google, "utf8"));
  assert.equal(
    google.audience,
    "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
  );
  assert.match(
    google.service_account_impersonation_url,
    /serviceAccounts\/ci@contoso\.iam\.gserviceaccount\.com:generate/,
  );
  assert.equal(readFileSync(google.credential_source.file, "utf8"), "for Google");
  assert.equal(statSync(dirname(all.aws)).mode & 0o777, 0o700);
});

/** Sources the script in a shell with these variables. @returns the files that libraries then look into */
function signedIn(variables: Record<string, string>): { aws: string; azure: string; google: string } {
  const script = renderGitlab(PLAN).find(({ path }) => path.endsWith(".sh"))?.text;
  const tell =
    'echo "$AWS_WEB_IDENTITY_TOKEN_FILE,$AZURE_FEDERATED_TOKEN_FILE,$GOOGLE_APPLICATION_CREDENTIALS"';
  const run = spawnSync("sh", ["-e"], {
    input: `${script}\n${tell}\n`,
    env: { PATH: process.env.PATH, ...variables },
    encoding: "utf8",
  });
  assert.equal(run.status, 0, run.stderr);
  const [aws = "", azure = "", google = ""] = run.stdout.trim().split(",");
  return { aws, azure, google };
}
