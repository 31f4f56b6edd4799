import { Command } from "commander";
import { forTenants } from "#cli/many/forTenants.ts";

const HELP = `
Reads the ERP only: the module, which values the company tab holds (never a secret), and for each of the tenant's mail servers whether
it uses OAuth2, is confirmed, and has a token. Where the ERP noted an error, its cause is shown with who can fix it and how. A value that
the ERP hides is "masked" or "forbidden": whether somebody changed it is unknown, and erp.forceWrite writes it again. Whether the values
are the right ones, pulumi preview and modern-auth verify say.

Examples:
  modern-auth erp status acme
  modern-auth erp status acme --json | jq -r '.next[].text'

Exit codes:
  0  nothing is left to do
  1  it could not be found out: its configuration is not valid, the ERP cannot be asked
  2  wrong usage
  4  something is left to do; it is printed with the next command`;

/** `modern-auth erp status`: how far a tenant's ERP is. */
export const erpStatusCommand = (): Command =>
  forTenants(
    new Command("status")
      .description("Tell how far a tenant's ERP is, and what is left to do there.")
      .option("--json", "print the status as JSON")
      .addHelpText("after", HELP),
    async (stack) => (await import("./run.ts")).erpStatus(stack),
  );
