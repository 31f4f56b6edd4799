import { Command } from "commander";
import { tenantAddCommand } from "./add/command.ts";
import { tenantListCommand } from "./list/command.ts";
import { tenantRemoveCommand } from "./remove/command.ts";
import { tenantShowCommand } from "./show/command.ts";

const HELP = `
A tenant is an ordinary Pulumi stack in its ordinary place: plain "pulumi up --stack acme" works beside all of this.

Examples:
  modern-auth tenant add acme
  modern-auth tenant list
  modern-auth tenant show acme
  modern-auth tenant remove acme

Exit codes: each command's own help, or modern-auth --help.`;

/** `modern-auth tenant …`: the tenants themselves. */
export const tenantCommand = (): Command =>
  new Command("tenant")
    .description("Add, list, show and remove tenants.")
    .addHelpText("after", HELP)
    .addCommand(tenantAddCommand())
    .addCommand(tenantListCommand())
    .addCommand(tenantShowCommand())
    .addCommand(tenantRemoveCommand());
