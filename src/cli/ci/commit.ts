import { readFileSync } from "node:fs";
import { readResults } from "#fleet/forms/json.ts";
import { commitAndPush } from "#pipelines/commit.ts";
import { readInventory } from "#stack/inventory/inventory.ts";
import { findProject } from "#stack/inventory/project.ts";

export async function commitSucceeded(resultsFile: string, message: string): Promise<void> {
  const { results } = readResults(resultsFile, readFileSync(resultsFile, "utf8"));
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
  process.stdout.write(
    done ? `Pushed to ${branch}: what changed of ${[...succeeded].join(", ")}.\n` : "Nothing to commit.\n",
  );
}
