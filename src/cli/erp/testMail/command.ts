import { Command } from "commander";
import { answer } from "#cli/answer.ts";
import { mailAddress } from "#cli/arguments.ts";

const HELP = `
Sends one mail through each of the tenant's erp.outgoingServers and reads what became of it, because the ERP answers "done" to a mail
that could not be delivered, too. Its subject is unique, so that it can be found in the mailbox. The mail stays in the ERP's list of mails.
"sent" means that the mail server took it; whether it arrives, the mailbox shows.

Examples:
  modern-auth erp test-mail acme --to anna@acme.example
  modern-auth erp test-mail acme --to anna@acme.example --from info@acme.example --json

Exit codes:
  0  every mail was sent
  1  nothing could be found out: no outgoing server, the ERP cannot be asked
  2  wrong usage
  3  the ERP has a mail and has not sent it yet
  4  a mail was refused; the ERP's reason is printed`;

/** `modern-auth erp test-mail`: proves that the ERP can send. */
export const erpTestMailCommand = (): Command =>
  new Command("test-mail")
    .description(
      "Send a test mail through each outgoing mail server of the tenant, and tell what became of it.",
    )
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .requiredOption("--to <address>", "who gets the mail", mailAddress)
    .option(
      "--from <address>",
      "the sender; default: the mail server's account, else the ERP user's address",
      mailAddress,
    )
    .option("--json", "print the result as JSON")
    .addHelpText("after", HELP)
    .action((stack, options, command) =>
      answer(command, stack, async () => (await import("./run.ts")).sendMails(stack, options)),
    );
