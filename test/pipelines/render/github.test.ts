import assert from "node:assert/strict";
import { it } from "node:test";
import { parse } from "yaml";
import { renderGithub } from "#pipelines/render/github.ts";
import { MOST_SHARDS } from "#pipelines/render/rendered.ts";
import { githubProblems } from "../githubParser.ts";
import { PLAN } from "./plan.ts";

const files = renderGithub(PLAN);
const workflows = files.filter(({ path }) => path.startsWith(".github/workflows/"));

interface Job {
  permissions: Record<string, string>;
  environment?: string;
  if?: string;
  "timeout-minutes": number;
  steps: { uses?: string; run?: string; with?: Record<string, unknown>; env?: Record<string, string> }[];
}

const read = (path: string) =>
  parse(files.find((one) => one.path.endsWith(path))?.text ?? "") as {
    on: Record<string, unknown>;
    permissions: object;
    concurrency?: object;
    jobs: Record<string, Job>;
  };
const jobs = workflows.flatMap(({ path }) =>
  Object.entries(read(path).jobs).map(([name, job]) => ({ name, job })),
);
const job = (name: string): Job => {
  const found = jobs.find((one) => one.name === name);
  assert.ok(found, name);
  return found.job;
};

it("The pipelines for GitHub are valid by GitHub's own parser, with the most shards as well", () => {
  const most = renderGithub({ ...PLAN, shards: MOST_SHARDS.github }).filter(({ path }) =>
    path.endsWith("drift.yml"),
  );
  for (const { path, text } of [...files, ...most]) assert.deepEqual(githubProblems(path, text), [], path);
  assert.deepEqual(
    githubProblems("x.yml", workflows[0]?.text.replace("runs-on", "run-on") ?? "").length > 0,
    true,
  );
});

it("The pipelines for GitHub run on pull requests, merges into the default branch, every night and every month", () => {
  assert.deepEqual(
    workflows.map(({ path }) => [path, Object.keys(read(path).on)]),
    [
      [".github/workflows/modern-auth-preview.yml", ["pull_request"]],
      [".github/workflows/modern-auth-up.yml", ["push"]],
      [".github/workflows/modern-auth-drift.yml", ["schedule", "workflow_dispatch"]],
      [".github/workflows/modern-auth-rotate.yml", ["schedule", "workflow_dispatch"]],
    ],
  );
  assert.deepEqual(read("up.yml").on.push, { branches: ["main"], paths: PLAN.tenantFiles });
});

it("The pipelines for GitHub take each action of others at one commit, with its version as a comment", () => {
  const uses = files
    .flatMap(({ text }) => text.match(/uses: .*/g) ?? [])
    .filter((use) => !use.includes("./"));
  assert.ok(uses.length > 10);
  for (const use of uses) assert.match(use, /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

it("The pipelines for GitHub give each job the rights that it needs and no other", () => {
  assert.deepEqual(Object.fromEntries(jobs.map(({ name, job: { permissions } }) => [name, permissions])), {
    pipelines: { contents: "read" },
    preview: { "id-token": "write", contents: "read", "pull-requests": "write" },
    up: { "id-token": "write", contents: "read" },
    drift: { "id-token": "write", contents: "read" },
    report: { contents: "read", issues: "write" },
    rotate: { "id-token": "write", contents: "write" },
  });
  for (const { path } of workflows) assert.deepEqual(read(path).permissions, {});
  for (const {
    name,
    job: { steps },
  } of jobs) {
    const [checkout] = steps;
    assert.equal(checkout?.with?.["persist-credentials"], name === "rotate", name);
  }
});

it("The pipelines for GitHub know no secret but a passphrase and PostgreSQL's password, each for those alone who have no cloud's key", () => {
  const secrets = files.flatMap(({ text }) => text.match(/secrets\.\w+/g) ?? []);
  assert.deepEqual([...new Set(secrets)].toSorted(), [
    "secrets.PGPASSWORD",
    "secrets.PULUMI_CONFIG_PASSPHRASE",
  ]);
  for (const name of ["pipelines", "report"]) assert.equal(job(name).environment, undefined);
});

it("The pipelines for GitHub give forks no identity", () => {
  assert.equal(
    job("preview").if,
    "$" + "{{ github.event.pull_request.head.repo.full_name == github.repository }}",
  );
  assert.ok(!JSON.stringify(read("preview.yml").on).includes("pull_request_target"));
});

it("The pipelines for GitHub put no value of an event into a script: it could be read as a command", () => {
  for (const {
    job: { steps },
  } of jobs)
    for (const { run = "" } of steps) assert.doesNotMatch(run, /\{\{\s*(github|inputs|env)\./);
});

it("The pipelines for GitHub change tenants in one job at a time, and nobody who waits is pushed out", () => {
  for (const name of ["up.yml", "rotate.yml"])
    assert.deepEqual(read(name).concurrency, { group: "modern-auth-write", queue: "max" });
});

it("The pipelines for GitHub end before the sessions with the clouds do", () => {
  for (const { job: one } of jobs) assert.ok(one["timeout-minutes"] <= 55);
});
