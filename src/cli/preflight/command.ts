import { Command } from "commander";
import { forTenants } from "../many/forTenants.ts";

const HELP = `
"pulumi up" asks the same before a tenant's first change, and stops when something would fail. What the deployer may not
see is left out: the policies need Policy.Read.All.

Examples:
  modern-auth preflight acme
  modern-auth preflight acme --json

Exit codes:
  0  nothing stands in the way (there may be warnings)
  1  nothing could be found out
  2  wrong usage
  4  a change would fail`;

/** `modern-auth preflight`: what would stop a change in the tenant, before anything is changed. */
export const preflightCommand = (): Command =>
  forTenants(
    new Command("preflight")
      .description(
        "Look for what would stop a change in a tenant's Microsoft Entra: rights, policies, names. Changes nothing.",
      )
      .option("--json", "print the problems as JSON")
      .addHelpText("after", HELP),
    async (stack) => (await import("./run.ts")).checkTenant(stack),
  );
