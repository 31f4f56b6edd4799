import { Command } from "commander";
import { forTenants } from "#cli/many/forTenants.ts";
import { ERP_MODULE } from "#config/rules/defaults.ts";
import type { DiscoverOptions } from "./run.ts";

const HELP = `
What the configuration pins under erp.fields counts first. Else the labels of the fields decide, in French, English and German, and all values
of one system come from one place: the module ${ERP_MODULE}; or, where it has no fields that might be meant, the company form's page "OAuth2"; or one
page or group of fields made by hand. One match is the answer; none, several, or one in another place never are: then the candidates are
listed with their places, and with the commands that pin them. Reads only the ERP; --pin writes the configuration.

Examples:
  modern-auth erp discover acme
  modern-auth erp discover acme --pin
  modern-auth erp discover acme --json | jq '.mapping[].field'

Exit codes:
  0  every field is known
  1  it could not be found out: its configuration is not valid, the ERP cannot be asked
  2  wrong usage
  3  the ERP does not say clearly which field holds what; nothing was pinned`;

/** `modern-auth erp discover`: which fields of the ERP hold the values, and writing that down. */
export const erpDiscoverCommand = (): Command =>
  forTenants(
    new Command("discover")
      .description("Print which fields of the ERP hold which value, and whether the ERP user may write them.")
      .option("--pin", "write them to the stack's configuration, under erp.fields")
      .option("--json", "print the mapping as JSON")
      .addHelpText("after", HELP),
    async (stack, options: DiscoverOptions) => (await import("./run.ts")).discoverFields(stack, options),
  );
