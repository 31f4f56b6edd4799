import { Command, Option } from "commander";
import { answer } from "#cli/answer.ts";

const HELP = `
The file is what the Google console offers for download when a client or a secret is made. It has to be of a client of the type
"Web application" in the stack's project, with exactly the ERP's redirect URI, and Google has to accept its secret now: only then is
it stored, encrypted, as the stack's googleClientFile. "pulumi up" then proves it again and passes it on. Addresses in the file are
ignored. A second file of the same client begins a rotation: modern-auth google rotate. Afterwards the file is offered for deletion.

Examples:
  modern-auth google import acme client_secret_….json
  modern-auth google import acme - < client_secret_….json
  modern-auth google import acme client_secret_….json --delete-file --json
  modern-auth google import acme other.json --replace-client     all users have to consent again

Exit codes:
  0  stored, or stored already
  1  nothing was stored: the file cannot be used, Google refuses it
  2  wrong usage
  3  nothing was stored: Google could not be asked
  4  refused, e.g. another client without --replace-client`;

/** `modern-auth google import`: takes over what a person downloaded in the Google console. */
export const googleImportCommand = (): Command =>
  new Command("import")
    .description(
      "Check, prove and store the file of a Google OAuth client that a person made in the console.",
    )
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .argument("<file>", "the downloaded client_secret_….json, or - for standard input")
    .option("--replace-client", "let another client take the place of the stack's")
    .option("--delete-file", "delete the file once it is stored; without it, a terminal is asked")
    .addOption(new Option("--keep-file", "do not ask whether to delete the file").conflicts("deleteFile"))
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action((name, file, options, command) =>
      answer(command, name, async (desk) => (await import("./run.ts")).importFile(name, file, options, desk)),
    );
