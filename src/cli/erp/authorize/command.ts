import { Command } from "commander";
import { answer } from "#cli/answer.ts";
import { wholeNumber } from "#cli/arguments.ts";

const HELP = `
Presses the button "Récupérer l'autorisation et le jeton OAuth2" of an incoming mail server, and prints the link that it leads to, with
who must sign in where. Where the ERP has no such button, the server's form and the steps are printed instead. The person signs in to the
ERP first, in the same browser: the ERP takes the answer from nobody else.

--reset takes the server back to "not confirmed" before ("Réinitialiser la confirmation"). It then fetches NO mail until somebody has
signed in and confirmed it; without it, mail goes on. --wait looks every two seconds whether the ERP has a token that it did not have.

Examples:
  modern-auth erp authorize acme "Office 365"
  modern-auth erp authorize acme 3 --wait --timeout 600
  modern-auth erp authorize acme 3 --json | jq -r .link

Exit codes:
  0  the link was printed; with --wait: the ERP has a token
  1  failed: no such server, the server does not use OAuth2 yet, the ERP cannot be asked
  2  wrong usage
  3  with --wait: nobody has signed in until the time limit`;

/** `modern-auth erp authorize`: the one sign-in of a mailbox that no program can do. */
export const erpAuthorizeCommand = (): Command =>
  new Command("authorize")
    .description("Start the sign-in by which the ERP may read a mailbox: the link, and who must open it.")
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .argument("<server>", "the incoming mail server: its exact name, or its id in the ERP")
    .option("--reset", "reset the server's confirmation first: it fetches no mail until somebody signs in")
    .option("--wait", "wait until the ERP has the token")
    .option("--timeout <seconds>", "how long to wait", wholeNumber(1, 86_400, " of seconds"), 900)
    .option("--json", "print the link and the steps as JSON")
    .addHelpText("after", HELP)
    .action((stack, given, options, command) =>
      answer(command, stack, async (desk) =>
        (await import("./run.ts")).authorizeServer(stack, given, options, desk),
      ),
    );
