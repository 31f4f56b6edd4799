import { readFileSync } from "node:fs";
import { join } from "node:path";
import { forgeOf } from "#clients/forge/ofPipeline.ts";
import { readResults } from "#fleet/forms/json.ts";
import { fleetExitCode } from "#fleet/results/result.ts";
import { attentionTitle } from "#pipelines/attention.ts";
import { keepIssue } from "#pipelines/posts.ts";

export async function issueAbout(folder: string): Promise<void> {
  const file = join(folder, "report.json");
  const run = readResults(file, readFileSync(file, "utf8"));
  const title = attentionTitle(run);
  const forge = forgeOf(process.env);
  if (forge) {
    const done = await keepIssue(forge, title, readFileSync(join(folder, "report.md"), "utf8"));
    process.stdout.write(`${title ?? "Nothing needs attention"}. The issue is ${done}.\n`);
    return;
  }
  // Without an issue the pipeline itself has to tell it.
  process.stdout.write(`${title ?? "Nothing needs attention"}. No issue, because GITLAB_TOKEN is not set.\n`);
  process.exitCode = fleetExitCode(run.results);
}
