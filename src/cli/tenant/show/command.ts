import { Command } from "commander";
import { answer } from "#cli/answer.ts";

const HELP = `
Reads configuration file and state, asks nobody else, and shows no secret. Whether all is as it should be: modern-auth verify.

Examples:
  modern-auth tenant show acme
  modern-auth tenant show acme --json | jq -r '.next[].text'

Exit codes: 0 done; 1 failed: the state backend does not answer; 2 wrong usage: there is no such tenant.`;

/** `modern-auth tenant show`: all that is known of one tenant, and what comes next. */
export const tenantShowCommand = (): Command =>
  new Command("show")
    .description(
      "Show one tenant: its configuration, where its objects are, outputs, ends of secrets, next step.",
    )
    .argument("<tenant>", "the tenant's stack, e.g. acme")
    .option("--json", "print it as JSON")
    .addHelpText("after", HELP)
    .action((tenant, _options, command) =>
      answer(command, tenant, async () => (await import("./run.ts")).showTenant(tenant)),
    );
