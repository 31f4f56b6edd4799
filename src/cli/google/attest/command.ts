import { Argument, Command, Option } from "commander";
import { answer } from "#cli/answer.ts";
import { emailAddress, pastDate, today } from "#cli/arguments.ts";
import { ATTESTED_ITEMS } from "#config/rules/googleAttestation.ts";
import { AUDIENCES, PUBLISHING } from "#config/rules/googleConsole.ts";

const HELP = `
Items:
  branding     name, support address, authorised domain and developer contact are as the guide says
  audience     the user type, with --audience, and when it is external --publishing
  data-access  the five scopes are listed
  client       its name and type; the redirect URI is proven live as well
  use          on that day somebody signed in at Google through the ERP
  all          branding, audience, data-access and client

Writes google.attested of the stack's configuration and changes nothing at Google. Saying the same again changes nothing.

Examples:
  modern-auth google attest acme all --audience internal --by anna@acme.example
  modern-auth google attest acme audience --audience external --publishing production --by anna@acme.example
  modern-auth google attest acme use --by anna@acme.example --on 2026-11-23

Exit codes:
  0  recorded, or recorded already; with a warning where it is not what the configuration declares
  1  nothing was changed: its configuration is not valid or has no Google part
  2  wrong usage`;

/** `modern-auth google attest`: records what a person saw in the Google console, because no API can read it. */
export const googleAttestCommand = (): Command =>
  new Command("attest")
    .description("Record what a person saw in the Google console, which no API can read: by whom, and when.")
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .addArgument(new Argument("<item...>", "what was seen").choices([...ATTESTED_ITEMS, "all"]))
    .requiredOption("--by <e-mail>", "who saw it", emailAddress)
    .addOption(
      new Option("--on <date>", "day on which it was seen, e.g. 2026-11-23")
        .argParser(pastDate)
        .default(today(), "today"),
    )
    .addOption(new Option("--audience <audience>", "the user type that was seen").choices(AUDIENCES))
    .addOption(
      new Option("--publishing <status>", "the publishing status of an external audience").choices(
        PUBLISHING,
      ),
    )
    .option("--json", "print what was recorded as JSON")
    .addHelpText("after", HELP)
    .action((stack, items, options, command) =>
      answer(command, stack, async (desk) =>
        (await import("./run.ts")).attestStack(stack, items, options, desk),
      ),
    );
