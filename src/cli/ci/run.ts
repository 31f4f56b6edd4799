import { join } from "node:path";
import { forgeOf } from "#clients/forge/ofPipeline.ts";
import { findProject } from "#config/project.ts";
import { readText } from "#config/text.ts";
import { readResults } from "#fleet/forms/json.ts";
import { print } from "#fleet/forms/terminal.ts";
import { exitCodeOf, fleetExitCode } from "#fleet/results/result.ts";
import { commitAndPush } from "#pipelines/commit.ts";
import { attentionOf, commentOnce, keepIssue } from "#pipelines/posts.ts";
import { readInventory } from "#stack/inventory/inventory.ts";

export async function commentWith(file: string): Promise<void> {
  const text = readText(file);
  const forge = forgeOf(process.env);
  print(
    process.stdout,
    forge
      ? `The comment on the merge request is ${await commentOnce(forge, text)}.\n`
      : `No comment, because GITLAB_TOKEN is not set; the same stands in ${file}.\n`,
  );
}

export async function issueAbout(folder: string): Promise<void> {
  const file = join(folder, "report.json");
  const run = readResults(file, readText(file));
  const attention = attentionOf(run);
  const forge = forgeOf(process.env);
  if (forge) {
    const done = await keepIssue(forge, attention, readText(join(folder, "report.md")));
    print(process.stdout, `${attention.title}. The issue is ${done}.\n`);
    return;
  }
  // Without an issue the pipeline itself has to tell it.
  print(process.stdout, `${attention.title}. No issue, because GITLAB_TOKEN is not set.\n`);
  process.exitCode = run.results.length === 0 ? exitCodeOf("inconclusive") : fleetExitCode(run.results);
}

export async function commitSucceeded(resultsFile: string, message: string): Promise<void> {
  const { results } = readResults(resultsFile, readText(resultsFile));
  const succeeded = new Set(results.filter(({ exitCode }) => exitCode === 0).map(({ tenant }) => tenant));
  const { GITHUB_REF_NAME, CI_COMMIT_BRANCH } = process.env;
  const branch = GITHUB_REF_NAME || CI_COMMIT_BRANCH;
  if (!branch)
    throw new Error("This runs in a pipeline only: neither GITHUB_REF_NAME nor CI_COMMIT_BRANCH is set.");
  const project = findProject();
  const files = readInventory(project)
    .filter(({ name }) => succeeded.has(name))
    .map(({ file }) => file);
  const done = await commitAndPush(project.folder, files, message, branch);
  print(
    process.stdout,
    done ? `Pushed to ${branch}: what changed of ${[...succeeded].join(", ")}.\n` : "Nothing to commit.\n",
  );
}
