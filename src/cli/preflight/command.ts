import { Command } from "commander";
import { forTenants } from "../many/forTenants.ts";

const HELP = `
Asks Microsoft for the deployer's rights, policies and names; Google for the project, its APIs, the client's file and the caller's rights;
the ERP for its login, company, module, fields and mail servers. What could not be seen is "unknown", never in order: Microsoft's policies
need Policy.Read.All. "pulumi up" asks Microsoft the same before a tenant's first change.

Examples:
  modern-auth preflight acme
  modern-auth preflight acme --json

Exit codes:
  0  nothing stands in the way (there may be warnings)
  1  nothing could be found out: its configuration is not valid
  2  wrong usage
  3  nothing that could be seen stands in the way, and not all could be seen
  4  a change would fail`;

/** `modern-auth preflight`: what would stop a change in the tenant, before anything is changed. */
export const preflightCommand = (): Command =>
  forTenants(
    new Command("preflight")
      .description(
        "Look for what would stop a change in a tenant's Microsoft, Google and ERP. Changes nothing.",
      )
      .option("--json", "print the problems as JSON")
      .addHelpText("after", HELP),
    async (stack) => (await import("./run.ts")).checkTenant(stack),
  );
