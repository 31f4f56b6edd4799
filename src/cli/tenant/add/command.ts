import { Command, Option } from "commander";
import { answer } from "#cli/answer.ts";
import { repeated } from "#cli/arguments.ts";
import { FIELD_NAMES, fieldOf } from "#config/tenantFields.ts";
import { ENCODINGS } from "#config/text.ts";

const HELP = `
Creates the stack in the state backend, with its secrets under the same key as the other stacks', and writes Pulumi.<name>.yaml, with
what each key is for. Asks for what is missing on a terminal. Never overwrites anything; interrupted at any point, the same command
again finishes. Nothing is changed at Microsoft, Google or in the ERP before "pulumi up". What no flag names is edited in the file.

--from-csv: the columns are the flags' names, with name and erp-password; several tags or servers in one cell are separated by
semicolons. The file may be as Excel writes it: with semicolons or tabs, a line "sep=;", empty rows. Blanks around a cell do not count,
except in a password in quotation marks. Text is UTF-8, unless its byte order mark or --encoding says otherwise.
Every row is checked before the first tenant is made; those that exist are skipped. docs/tenants.md

Examples:
  modern-auth tenant add
  modern-auth tenant add acme --dns acme.cid-erp.app --microsoft-tenant-id 00000000-0000-0000-0000-000000000000 \\
    --erp-database acme --erp-login integration --company "Acme SA" --tag pilot --erp-password-stdin < password
  modern-auth tenant add acme --dns acme.cid-erp.app --google-project acme-erp --dry-run
  modern-auth tenant add --from-csv tenants.csv

Exit codes:
  0  added; with --from-csv also: they are there already
  1  failed: the state backend or the file cannot be written, no passphrase, somebody ended it
  2  wrong usage: a value is missing or not allowed
  4  refused: there is such a tenant or stack, or another tenant has the same dns, database, project or registration`;

/** `modern-auth tenant add`: new tenants, each a stack and its configuration file. */
export function tenantAddCommand(): Command {
  const command = new Command("add")
    .description("Add a tenant, or many from a CSV file: its stack, and its configuration with comments.")
    .argument("[name]", "name of the new tenant's stack, e.g. acme");
  for (const name of FIELD_NAMES) {
    const { value, what, list } = fieldOf(name);
    const option = new Option(`--${name} ${value}`, list ? `${what}; repeatable` : what);
    command.addOption(list ? option.argParser(repeated) : option);
  }
  return command
    .option("--erp-password-stdin", "read the integration user's password, or API key, from standard input")
    .option("--from-csv <file>", "add a tenant for each row of a CSV file; - for standard input")
    .addOption(
      new Option("--encoding <name>", "what the CSV file is encoded in; default: UTF-8").choices(ENCODINGS),
    )
    .option(
      "--secrets-provider <url>",
      "what encrypts the secrets, as pulumi stack init takes it; default: as the other stacks",
    )
    .option("--dry-run", "check everything, print the file and write nothing")
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action((name, options) =>
      // On a terminal its name may still be asked for.
      answer(command, options.fromCsv === undefined ? name : undefined, async (desk) =>
        (await import("./run.ts")).addTenants(name, options, desk),
      ),
    );
}
