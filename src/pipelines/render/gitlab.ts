import { WARN_DAYS } from "#config/rules/defaults.ts";
import { base, ofTenants, toolsAndIdentity } from "./gitlab/base.ts";
import { signInScript } from "./gitlab/signIn.ts";
import { head, type PipelinePlan, type Rendered } from "./rendered.ts";
import * as scripts from "./scripts.ts";
import { explained, yamlFile } from "./yaml.ts";

const PATH = "ci/modern-auth.gitlab-ci.yml";

/** The jobs, as one file to include, and what they sign in with. */
export const renderGitlab = (plan: PipelinePlan): Rendered[] => [
  { path: PATH, text: yamlFile(head(plan, ABOUT), jobs(plan)) },
  signInScript(plan),
];

const ABOUT = `Jobs for .gitlab-ci.yml, which includes them: include: [ { local: ${PATH} } ]`;

const jobs = (plan: PipelinePlan): object => ({
  ".modern-auth": base,
  ".modern-auth-tenants": ofTenants,
  "modern-auth pipelines": pipelines(plan),
  "modern-auth preview": preview(plan),
  "modern-auth up": update(plan),
  "modern-auth drift": drift(plan),
  "modern-auth report": report,
  "modern-auth rotate": rotation,
});

const MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"';
const OWN_BRANCH = `${MERGE_REQUEST} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID`;
const MERGED = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';
/** @param name value of MODERN_AUTH in the schedule */
const scheduled = (name: string): string => `$CI_PIPELINE_SOURCE == "schedule" && $MODERN_AUTH == "${name}"`;

const plainJob = { extends: ".modern-auth" };
const tenantJob = { extends: ".modern-auth-tenants" };

/** The one who changes tenants: one job at a time, on the branch as it is when its turn comes. */
const writer = {
  stage: "deploy",
  environment: "modern-auth",
  resource_group: "modern-auth-write",
  before_script: [
    explained(
      "As it is when the turn comes: a job that had to wait brings back nothing older.",
      'git fetch --quiet origin "$CI_COMMIT_BRANCH" && git checkout --quiet FETCH_HEAD',
    ),
    ...toolsAndIdentity,
  ],
};

const junit = (file: string): object => ({ when: "always", reports: { junit: file } });

const pipelines = ({ tenantFiles, command }: PipelinePlan): unknown =>
  explained("Merge request: the pipelines are those that this version renders.", {
    ...plainJob,
    stage: "test",
    rules: [{ if: MERGE_REQUEST, changes: [...tenantFiles, "ci/**/*"] }],
    script: [`${command} --check`],
  });

const preview = ({ tenantFiles }: PipelinePlan): unknown =>
  explained(
    "Merge request: what it would change. Not for forks, which get no identity.\nWhoever may push a branch here can read what this job can: docs/ci.md",
    {
      ...tenantJob,
      stage: "test",
      rules: [{ if: OWN_BRANCH, changes: tenantFiles }],
      environment: { name: "modern-auth-preview", action: "access" },
      interruptible: true,
      script: [scripts.previewScript("$CI_MERGE_REQUEST_DIFF_BASE_SHA", " --junit preview.xml").join("\n")],
      artifacts: { ...junit("preview.xml"), paths: ["preview.md"], expose_as: "modern-auth preview" },
    },
  );

const update = ({ tenantFiles }: PipelinePlan): unknown =>
  explained("Merge: the tenants whose files it touches are updated.", {
    ...tenantJob,
    ...writer,
    rules: [{ if: MERGED, changes: tenantFiles }],
    script: scripts.update("$CI_COMMIT_BEFORE_SHA", " --junit up.xml"),
    artifacts: junit("up.xml"),
  });

const drift = (plan: PipelinePlan): unknown =>
  explained("Schedule with MODERN_AUTH=drift: what somebody changed by hand, and what expires.", {
    ...tenantJob,
    stage: "test",
    rules: [{ if: scheduled("drift") }],
    environment: { name: "modern-auth", action: "access" },
    parallel: plan.shards,
    cache: [base.cache, { key: "modern-auth-seen-$CI_NODE_INDEX", paths: [scripts.MEMORY], when: "always" }],
    resource_group: "modern-auth-drift-$CI_NODE_INDEX",
    script: scripts.driftScript("$CI_NODE_INDEX", "$CI_NODE_TOTAL", plan),
    artifacts: { paths: ["drift-*.json"], expire_in: "7 days" },
  });

const report = {
  ...plainJob,
  stage: "deploy",
  rules: [
    explained("A shard that failed leaves the others' results.", { if: scheduled("drift"), when: "always" }),
  ],
  needs: ["modern-auth drift"],
  script: scripts.reportScript,
  artifacts: { when: "always", paths: ["report"], expire_in: "30 days" },
};

const rotation = explained(
  `Schedule with MODERN_AUTH=rotate: the client secrets that end within ${WARN_DAYS} days are rotated.`,
  {
    ...tenantJob,
    ...writer,
    rules: [{ if: scheduled("rotate") }],
    script: [scripts.rotation(" --junit rotation.xml").join("\n")],
    artifacts: { ...junit("rotation.xml"), paths: ["rotation.json"], expire_in: "90 days" },
  },
);
