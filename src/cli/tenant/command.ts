import { Command } from "commander";
import { tenantAdd } from "./add/command.ts";
import { tenantList } from "./list/command.ts";
import { tenantRemove } from "./remove/command.ts";
import { tenantShow } from "./show/command.ts";

const HELP = `
A tenant is an ordinary Pulumi stack in its ordinary place: plain "pulumi up --stack acme" works beside all of this.

Examples:
  modern-auth tenant add acme
  modern-auth tenant list
  modern-auth tenant show acme
  modern-auth tenant remove acme

Exit codes: each command's own help, or modern-auth --help.`;

/** `modern-auth tenant …`: the tenants themselves. */
export const tenant = (): Command =>
  new Command("tenant")
    .description("Add, list, show and remove tenants.")
    .addHelpText("after", HELP)
    .addCommand(tenantAdd())
    .addCommand(tenantList())
    .addCommand(tenantShow())
    .addCommand(tenantRemove());
