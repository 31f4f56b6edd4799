import { Command, InvalidArgumentError } from "commander";
import { findServer } from "../clients/erp/servers.ts";
import { isAddress, senderOf, sendTestMail, type TestMail } from "../clients/erp/testMail.ts";
import { connectErp, type StackErp } from "./stackErp.ts";

interface Options {
  to: string;
  from?: string;
  json?: true;
}

/** A test mail, and the outgoing server that it went through. */
interface Sent extends TestMail {
  server: { id: number; name: string };
}

const HELP = `
Sends one mail through each of the tenant's erp.outgoingServers and reads what became of it, because the ERP answers "done" to a mail
that could not be delivered, too. Its subject is unique, so that it can be found in the mailbox. The mail stays in the ERP's list of mails.
"sent" means that the mail server took it; whether it arrives, the mailbox shows.

Examples:
  modern-auth erp test-mail acme --to anna@acme.example
  modern-auth erp test-mail acme --to anna@acme.example --from info@acme.example --json

Exit codes:
  0  every mail was sent
  1  nothing could be found out: no such stack, no outgoing server, the ERP cannot be asked
  2  wrong usage
  3  the ERP has a mail and has not sent it yet
  4  a mail was refused; the ERP's reason is printed`;

const EXIT = { sent: 0, unsent: 3, refused: 4 } as const;

/** `modern-auth erp test-mail`: proves that the ERP can send. */
export const testMail = (): Command =>
  new Command("test-mail")
    .description(
      "Send a test mail through each outgoing mail server of the tenant, and tell what became of it.",
    )
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .requiredOption("--to <address>", "who gets the mail", address)
    .option(
      "--from <address>",
      "the sender; default: the mail server's account, else the ERP user's address",
      address,
    )
    .option("--json", "print the result as JSON")
    .addHelpText("after", HELP)
    .action(sendMails);

function address(text: string): string {
  if (isAddress(text)) return text;
  throw new InvalidArgumentError(`"${text}" is not allowed; one mail address, such as anna@acme.example.`);
}

async function sendMails(stack: string, options: Options): Promise<void> {
  const erp = await connectErp(stack);
  const { outgoingServers } = erp.config.erp;
  if (outgoingServers.length === 0) {
    throw new Error(
      "erp.outgoingServers is empty: there is no server to send through. Fix: pulumi config set --path 'erp.outgoingServers[0]' <exact name or id>",
    );
  }
  const mails: Sent[] = [];
  for (const server of outgoingServers) mails.push(await sendThrough(erp, server, options));
  process.stdout.write(
    options.json ? `${JSON.stringify({ stack, mails })}\n` : `${mails.map(row).join("\n")}\n`,
  );
  process.exitCode = Math.max(...mails.map(({ outcome }) => EXIT[outcome]));
}

async function sendThrough(
  { client }: StackErp,
  nameOrId: string | number,
  { to, from }: Options,
): Promise<Sent> {
  const server = await findServer(client, "outgoing", nameOrId);
  const sender = from ?? (await senderOf(client, server));
  if (!sender) {
    throw new Error(
      `Neither the outgoing mail server "${server.name}" nor the ERP user has a mail address to send as. Add: --from <address>`,
    );
  }
  const mail = await sendTestMail(client, server, { from: sender, to });
  return { server: { id: server.id, name: server.name }, ...mail };
}

function row({ server, subject, from, to, outcome, reason }: Sent): string {
  const what = `"${subject}" from ${from} to ${to} through "${server.name}" (id ${server.id})`;
  return `${outcome.padEnd(8)}${what}${reason ? `\n  The ERP says: ${reason.replaceAll("\n", "\n  ")}` : ""}`;
}
