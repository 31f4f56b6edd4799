import { Command } from "commander";

const HELP = `
For the pipelines that "modern-auth render" writes; GitHub or GitLab is found by the variables that they set. On GitHub the job's own token
is enough (GITHUB_TOKEN). On GitLab comments and issues need GITLAB_TOKEN, a token of the project: docs/ci.md

Examples:
  modern-auth ci comment preview.md
  modern-auth ci issue report
  modern-auth ci commit rotate.json --message "Next secrets"

Exit codes: 0 done; 1 failed; 2 wrong usage; issue without GITLAB_TOKEN: 7 when something needs attention.`;

/** `modern-auth ci …`: what pipelines do with the results of a run. */
export const ciCommand = (): Command =>
  new Command("ci")
    .description("What pipelines do with results: comment on a merge request, keep an issue, commit.")
    .addHelpText("after", HELP)
    .addCommand(comment())
    .addCommand(issue())
    .addCommand(commit());

const comment = (): Command =>
  new Command("comment")
    .description(
      "Say it on the merge request that the pipeline runs for: one comment, changed by later runs.",
    )
    .argument("<file>", "Markdown, as a run writes it with --markdown")
    .addHelpText(
      "after",
      `\nExamples:\n  modern-auth ci comment preview.md\n\nExit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
    .action(async (file: string) => {
      const { commentWith } = await import("./run.ts");
      await commentWith(file);
    });

const issue = (): Command =>
  new Command("issue")
    .description("Keep one issue open while a tenant needs attention, and close it afterwards.")
    .argument("<folder>", "the report, as modern-auth report writes it")
    .addHelpText(
      "after",
      `\nExamples:\n  modern-auth ci issue report\n\nExit codes: 0 done, 1 failed, 2 wrong usage; without GITLAB_TOKEN that of the results.`,
    )
    .action(async (folder: string) => {
      const { issueAbout } = await import("./run.ts");
      await issueAbout(folder);
    });

const commit = (): Command =>
  new Command("commit")
    .description("Commit and push the changed configuration files of those tenants that a run succeeded for.")
    .argument("<file>", "results, as a run writes them with --results")
    .requiredOption("--message <text>", "of the commit")
    .addHelpText(
      "after",
      `\nExamples:\n  modern-auth ci commit rotate.json --message "Next secrets"\n\nExit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
    .action(async (file: string, { message }: { message: string }) => {
      const { commitSucceeded } = await import("./run.ts");
      await commitSucceeded(file, message);
    });
