import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import { readToolchain } from "#sandbox/toolchain/toolchain.ts";
import { GithubRunner } from "./githubRunner.ts";
import { GitlabProject } from "./gitlabProject.ts";
import { GitlabRunner } from "./gitlabRunner.ts";
import { PipelineWorld } from "./pipelineWorld.ts";

const [DRIFTED, RENAMED, ENDING] = ["tenant-0001", "tenant-0002", "tenant-0003"] as const;
const PULL_REQUEST = { pull_request: { number: 7, head: { repo: { full_name: "contoso/erp-tenants" } } } };
const MAIN = { ref: "refs/heads/main", ref_name: "main" };

let world: PipelineWorld;
let printed = "";
before(async () => {
  world = await PipelineWorld.create();
});
after(() => world.close(printed));

interface Ran {
  job: string;
  ok: boolean;
  output: string;
}

/** Which jobs ran, and how each ended. */
function outcome(runs: readonly Ran[]): Record<string, boolean> {
  printed += runs.map(({ output }) => output).join("");
  return Object.fromEntries(runs.map(({ job, ok }) => [job, ok]));
}
const all = (runs: readonly Ran[]): string =>
  runs.map(({ job, output }) => `--- ${job}\n${output}`).join("\n");

function github(workflow: string, github: { ref: string; ref_name: string; event: object }): Promise<Ran[]> {
  const { forge, repository, variables: vars, passphrase } = world;
  const { GITHUB_TOKEN: _, ...addresses } = forge.github(github.ref);
  const runner = new GithubRunner(repository, { ...world.machine, ...addresses });
  return runner.run(`.github/workflows/modern-auth-${workflow}.yml`, {
    github,
    vars,
    secrets: { PULUMI_CONFIG_PASSPHRASE: passphrase },
  });
}

const generations = (tenant: string): { number: number }[] =>
  parse(world.repository.show("main", `tenants/Pulumi.${tenant}.yaml`)).config["erp-modern-auth:microsoft"]
    .generations;

it("On GitHub, from a bare clone, a pull request is told in one comment what it would change", async () => {
  world.repository.commit("topic", world.renamed(RENAMED, "CID ERP of tomorrow"));
  const ref = world.repository.openPullRequest("topic");
  const runs = await github("preview", { ref, ref_name: "7/merge", event: PULL_REQUEST });
  assert.deepEqual(outcome(runs), { pipelines: true, preview: true }, all(runs));
  const [comment, ...others] = world.forge.comments;
  assert.deepEqual(others, []);
  assert.match(comment?.body ?? "", /tenant-0002[\s\S]*azuread Application[\s\S]*displayName/);
  assert.doesNotMatch(comment?.body ?? "", /tenant-0001|tenant-0003/);
  assert.deepEqual(world.registrations(), ["CID ERP", "CID ERP", "CID ERP"], "nothing is changed");
});

it("On GitHub, from a bare clone, a pull request that cannot be previewed fails, and the comment says why", async () => {
  const path = `tenants/Pulumi.${RENAMED}.yaml`;
  const broken = world.repository.show("main", path).replace("lifetimeMonths: 24", "lifetimeMonths: 99");
  world.repository.commit("broken", { [path]: broken });
  const ref = world.repository.openPullRequest("broken");
  const runs = await github("preview", { ref, ref_name: "7/merge", event: PULL_REQUEST });
  assert.deepEqual(outcome(runs), { pipelines: true, preview: false }, all(runs));
  assert.match(world.forge.comments[0]?.body ?? "", /lifetimeMonths/);
});

it("On GitHub, from a bare clone, a merge updates the tenants whose files it touches and no other", async () => {
  const before = world.repository.commit("main", world.renamed(RENAMED, "CID ERP of tomorrow"));
  const runs = await github("up", { ...MAIN, event: { before } });
  assert.deepEqual(outcome(runs), { up: true }, all(runs));
  assert.deepEqual(world.registrations(), ["CID ERP", "CID ERP of tomorrow", "CID ERP"]);
});

it("On GitHub, from a bare clone, the nightly run opens an issue about what somebody changed by hand and what expires", async () => {
  const { application } = world.byHand(DRIFTED);
  application.displayName = "Renamed by hand";
  const runs = await github("drift", { ...MAIN, event: {} });
  assert.deepEqual(outcome(runs), { "drift 1": true, "drift 2": true, report: true }, all(runs));
  const [issue, ...others] = world.forge.issues;
  assert.deepEqual(others, []);
  assert.equal(issue?.title, "2 of 3 tenants need attention: 1 drift, 1 warn");
  assert.match(issue?.body ?? "", /tenant-0001[\s\S]*application\.displayName[\s\S]*tenant-0003/);
  application.displayName = "CID ERP";
});

it("On GitHub, from a bare clone, the monthly run rotates the secret that ends, and pushes its dates to the branch", async () => {
  assert.deepEqual(generations(ENDING).length, 1);
  const runs = await github("rotate", { ...MAIN, event: {} });
  assert.deepEqual(outcome(runs), { rotate: true }, all(runs));
  assert.deepEqual(
    generations(ENDING).map(({ number }) => number),
    [1, 2],
  );
  assert.equal(world.repository.log("main"), "Rotation of client secrets");
  assert.deepEqual(world.repository.files(), [`tenants/Pulumi.${ENDING}.yaml`]);
  assert.equal(world.byHand(ENDING).application.passwordCredentials.length, 2);
  world.repository.pull();
});

describe("On GitLab, from a bare clone,", () => {
  let project: GitlabProject;
  let runner: GitlabRunner;
  before(() => {
    const paths = ["ci/modern-auth.gitlab-ci.yml", "ci/modern-auth-sign-in.sh"];
    project = GitlabProject.create(
      paths.map((path) => ({ path, text: world.repository.show("main", path) })),
    );
    const { machine, forge, variables, passphrase } = world;
    const env = { ...machine, ...forge.gitlab(), ...variables, PULUMI_CONFIG_PASSPHRASE: passphrase };
    runner = new GitlabRunner(project, world.repository, env, join(readToolchain().home, "plugins"));
  });
  after(() => project.close());

  it("On GitLab, from a bare clone, a merge request is told in a note what it would change", async () => {
    world.forge.comments.length = 0;
    const base = world.repository.head("main");
    world.repository.commit("topic", world.renamed(RENAMED, "CID ERP"));
    const runs = await runner.run("topic", {
      CI_PIPELINE_SOURCE: "merge_request_event",
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "42",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_MERGE_REQUEST_IID: "7",
    });
    assert.deepEqual(
      outcome(runs),
      { "modern-auth pipelines": true, "modern-auth preview": true },
      all(runs),
    );
    assert.match(
      world.forge.comments[0]?.body ?? "",
      /tenant-0002[\s\S]*azuread Application[\s\S]*displayName/,
    );
    world.repository.pull();
  });

  it("On GitLab, from a bare clone, a merge updates the tenants whose files it touches", async () => {
    const before = world.repository.commit("main", world.renamed(RENAMED, "CID ERP"));
    const runs = await runner.run("main", {
      CI_PIPELINE_SOURCE: "push",
      CI_COMMIT_BRANCH: "main",
      CI_COMMIT_BEFORE_SHA: before,
    });
    assert.deepEqual(outcome(runs), { "modern-auth up": true }, all(runs));
    assert.deepEqual(world.registrations(), ["CID ERP", "CID ERP", "CID ERP"]);
  });

  it("On GitLab, from a bare clone, the next month takes the older secret out", async () => {
    const runs = await runner.run("main", {
      CI_PIPELINE_SOURCE: "schedule",
      MODERN_AUTH: "rotate",
      CI_COMMIT_BRANCH: "main",
    });
    assert.deepEqual(outcome(runs), { "modern-auth rotate": true }, all(runs));
    assert.deepEqual(
      generations(ENDING).map(({ number }) => number),
      [2],
    );
    assert.equal(world.byHand(ENDING).application.passwordCredentials.length, 1);
    world.repository.pull();
  });

  it("On GitLab, from a bare clone, the nightly run closes the issue when all is well again", async () => {
    const runs = await runner.run("main", {
      CI_PIPELINE_SOURCE: "schedule",
      MODERN_AUTH: "drift",
      CI_COMMIT_BRANCH: "main",
    });
    const jobs = ["modern-auth drift: [1/2]", "modern-auth drift: [2/2]", "modern-auth report"];
    assert.deepEqual(outcome(runs), Object.fromEntries(jobs.map((job) => [job, true])), all(runs));
    const [issue] = world.forge.issues;
    assert.equal(issue?.open, false, issue?.title);
  });
});
