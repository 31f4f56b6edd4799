import { Command } from "commander";
import { answer } from "#cli/answer.ts";
import { addFleetOptions } from "#cli/many/options.ts";

const HELP = `
A tenant is a stack with a configuration file, Pulumi.<tenant>.yaml. Stacks of the state backend that have no such file are told as well,
with what to do, unless tenants are selected. Reads files and backend only, and no secret.

Examples:
  modern-auth tenant list
  modern-auth tenant list 'eu-*' --tag pilot
  modern-auth tenant list --changed-since origin/main --json | jq -r '.tenants[].tenant'

Exit codes: 0 done; 1 failed: no project, the state backend does not answer; 2 wrong usage: nothing of that name or tag.`;

/** `modern-auth tenant list`: the inventory, and what the state backend has of it. */
export function tenantListCommand(): Command {
  const command = new Command("list")
    .description("List tenants: DNS name, systems, tags, and what their stacks hold.")
    .argument("[tenants...]", "names, and globs such as 'eu-*'; default: all")
    .addHelpText("after", HELP)
    .action((names, options) =>
      answer(command, undefined, async () => (await import("./run.ts")).listTenants(names, options)),
    );
  addFleetOptions(command, ["jobs", "waves", "resume", "results", "junit", "markdown", "sarif"]);
  return command;
}
