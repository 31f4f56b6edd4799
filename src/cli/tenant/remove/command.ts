import { Command } from "commander";
import { answer } from "#cli/answer.ts";

const HELP = `
Never deletes anything at Microsoft, Google or in the ERP: while the stack has resources it is refused, with the commands that take them
down first, or that keep them. Interrupted, the same command again finishes.

Examples:
  modern-auth tenant remove acme
  modern-auth tenant remove acme --yes --json

Exit codes:
  0  removed
  1  failed: no such tenant, the state backend does not answer; or the answer was not "yes"
  2  wrong usage
  4  refused: the stack still has resources`;

/** `modern-auth tenant remove`: takes an empty stack and its configuration file away. */
export const tenantRemoveCommand = (): Command =>
  new Command("remove")
    .description("Remove a tenant whose stack is empty: the stack, and its configuration file. Asks first.")
    .argument("<tenant>", "the tenant's stack, e.g. acme")
    .option("--yes", "do not ask")
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action((tenant, options, command) =>
      answer(command, tenant, async (desk) => (await import("./run.ts")).removeTenant(tenant, options, desk)),
    );
