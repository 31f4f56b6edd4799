import { Command } from "commander";
import { guid } from "../arguments.ts";
import { forTenants } from "../many/forTenants.ts";
import type { AdoptOptions } from "./run.ts";

const HELP = `
Finds the registration by what state and configuration know, else by microsoft.applicationName; shows what it is, what the next
pulumi up changes, and what stays; writes its id to microsoft.adopt and what stays to microsoft.keep of the stack's configuration.
Changes nothing in Microsoft Entra. pulumi up then takes over registration, service principal, consent and assignments, and makes
a secret of its own: values of existing ones can be read by nobody. docs/adoption.md leads through it.

Examples:
  modern-auth adopt acme --dry-run
  modern-auth adopt acme
  modern-auth adopt acme --application 00000000-0000-0000-0000-000000000000
  modern-auth adopt acme --drop-extras
  modern-auth adopt acme --dry-run --json | jq .plan.changes

Exit codes:
  0  written (with --dry-run: would be), or there is nothing to adopt: the registration is this stack's already
  1  failed: its configuration is not valid, Microsoft cannot be asked
  2  wrong usage
  4  not adopted, nothing written: none or several found, the deployer is not an owner, or it cannot be taken over as it is`;

/** `modern-auth adopt`: hands an app registration that people made by the old procedure to a stack. */
export const adoptCommand = (): Command =>
  forTenants(
    new Command("adopt")
      .description("Let the next pulumi up take over the app registration that somebody made by hand.")
      .option("--application <id>", "which one, by its object or client id", guid)
      .option(
        "--drop-extras",
        "keep no redirect URIs, permissions and consent beyond the program's own; also later, for an adopted one",
      )
      .option("--dry-run", "show everything and write nothing")
      .option("--json", "print it as JSON")
      .addHelpText("after", HELP),
    async (name, options: AdoptOptions) => (await import("./run.ts")).adoptRegistration(name, options),
    {
      refuse: ({ application }: AdoptOptions) =>
        application ? "--application is of one tenant: name just that one" : undefined,
    },
  );
