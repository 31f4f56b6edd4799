import { WARN_DAYS } from "#config/rules/defaults.ts";
import { head, type PipelinePlan, type Rendered } from "../rendered.ts";
import * as scripts from "../scripts.ts";
import { explained, yamlFile } from "../yaml.ts";
import { CACHE, DOWNLOAD, expression, UPLOAD } from "./actions.ts";
import { begin, ENVIRONMENT, ONE_WRITER, plainJob, run, TIP, tenantJob, WITH_TOKEN } from "./job.ts";

const workflow = (plan: PipelinePlan, name: string, about: string, content: object): Rendered => ({
  path: `.github/workflows/modern-auth-${name}.yml`,
  text: yamlFile(head(plan, about), { name: `modern-auth ${name}`, ...content }),
});

/** What a run did, on its page. */
const SUMMARY = ' --markdown "$GITHUB_STEP_SUMMARY"';
const EVEN_AFTER_FAILURES = expression("!cancelled()");

/** A pull request: what it would change, as a comment. */
export const pullRequest = (plan: PipelinePlan): Rendered =>
  workflow(plan, "preview", "Pull request: what it would change, told in a comment.", {
    on: { pull_request: { paths: [...plan.tenantFiles, ".github/**"] } },
    permissions: {},
    concurrency: {
      group: `modern-auth-preview-${expression("github.event.pull_request.number")}`,
      "cancel-in-progress": true,
    },
    jobs: {
      pipelines: explained(
        "The pipelines are those that this version renders.",
        plainJob({
          permissions: { contents: "read" },
          steps: [...begin(false), run([`${plan.command} --check`])],
        }),
      ),
      preview: explained(
        "Not for forks, which get no identity. Whoever may push a branch here can read what this job can: docs/ci.md",
        tenantJob(ENVIRONMENT.preview, {
          permissions: { contents: "read", "pull-requests": "write" },
          if: expression("github.event.pull_request.head.repo.full_name == github.repository"),
          steps: [
            ...begin(true, { "fetch-depth": explained("The merge commit and what it is merged into.", 2) }),
            run(scripts.previewScript("HEAD^1"), WITH_TOKEN),
          ],
        }),
      ),
    },
  });

/** A merge: the tenants that it touches are brought to what it says. */
export const merge = (plan: PipelinePlan): Rendered =>
  workflow(plan, "up", "Merge: the tenants whose files it touches are updated.", {
    on: { push: { branches: [plan.branch], paths: plan.tenantFiles } },
    permissions: {},
    concurrency: ONE_WRITER,
    jobs: {
      up: tenantJob(ENVIRONMENT.work, {
        permissions: { contents: "read" },
        steps: [
          ...begin(true, TIP),
          run(scripts.update("$BEFORE", SUMMARY), { env: { BEFORE: expression("github.event.before") } }),
        ],
      }),
    },
  });

/** Every night: what somebody changed by hand, and what expires. */
export const nightly = (plan: PipelinePlan): Rendered => {
  const shard = expression("matrix.shard");
  return workflow(plan, "drift", "Every night: what somebody changed by hand, and what expires.", {
    on: { schedule: [{ cron: "17 2 * * *" }], workflow_dispatch: null },
    permissions: {},
    jobs: {
      drift: tenantJob(ENVIRONMENT.work, {
        permissions: { contents: "read" },
        concurrency: { group: `modern-auth-drift-${shard}` },
        strategy: { "fail-fast": false, matrix: { shard: numbersTo(plan.shards) } },
        steps: [
          ...begin(true),
          remembering(shard),
          run(scripts.driftScript(shard, String(plan.shards), plan)),
          upload(`drift-${shard}`, `drift-${shard}.json`, 7),
        ],
      }),
      report: plainJob({
        needs: "drift",
        if: explained("A shard that failed leaves the others' results.", EVEN_AFTER_FAILURES),
        permissions: { contents: "read", issues: "write" },
        steps: [
          ...begin(false),
          { uses: DOWNLOAD, with: { pattern: "drift-*", "merge-multiple": true } },
          run(scripts.reportScript, WITH_TOKEN),
          { if: EVEN_AFTER_FAILURES, ...upload("report", "report", 30) },
        ],
      }),
    },
  });
};

/** Every month: the client secrets that end soon. */
export const monthly = (plan: PipelinePlan): Rendered =>
  workflow(plan, "rotate", `Every month: the client secrets that end within ${WARN_DAYS} days are rotated.`, {
    on: { schedule: [{ cron: "43 3 1 * *" }], workflow_dispatch: null },
    permissions: {},
    concurrency: ONE_WRITER,
    jobs: {
      rotate: tenantJob(ENVIRONMENT.work, {
        permissions: { contents: explained("It pushes the configuration of those that succeeded.", "write") },
        steps: [
          ...begin(true, { ...TIP, "persist-credentials": true }),
          run(scripts.rotation(SUMMARY)),
          { if: EVEN_AFTER_FAILURES, ...upload("rotation", "rotation.json", 90) },
        ],
      }),
    },
  });

/** Each run leaves its memory under a key of its own; the newest is restored. */
const remembering = (shard: string): object => ({
  uses: CACHE,
  with: {
    path: scripts.MEMORY,
    key: `modern-auth-seen-${shard}-${expression("github.run_id")}`,
    "restore-keys": `modern-auth-seen-${shard}-`,
  },
});

/** @param days that it is kept */
const upload = (name: string, path: string, days: number): object => ({
  uses: UPLOAD,
  with: { name, path, "if-no-files-found": "error", overwrite: true, "retention-days": days },
});

const numbersTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
