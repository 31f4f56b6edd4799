import { findServer } from "#clients/erp/servers.ts";
import { senderOf, sendTestMail, type TestMail } from "#clients/erp/testMail.ts";
import { connectErp, type StackErp } from "../connection.ts";

interface Options {
  to: string;
  from?: string;
  json?: true;
}

/** A test mail, and the outgoing server that it went through. */
interface Sent extends TestMail {
  server: { id: number; name: string };
}

const EXIT = { sent: 0, unsent: 3, refused: 4 } as const;

export async function sendMails(stack: string, options: Options): Promise<void> {
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
