import type { CommandAnswer } from "#cli/answer.ts";
import { findServer } from "#clients/erp/servers.ts";
import { senderOf, sendTestMail, type TestMail } from "#clients/erp/testMail.ts";
import { AdvisedError } from "#config/advisedError.ts";
import { type MailCause, mailCause } from "#config/rules/mailCauses.ts";
import { configSet, nextStepText } from "#config/rules/nextStep.ts";
import { worstOutcome } from "#fleet/results/result.ts";
import { connectErp, type StackErp } from "../connection.ts";

interface TestMailOptions {
  to: string;
  from?: string;
}

/** A test mail, and the outgoing server that it went through. */
interface Sent extends TestMail {
  server: { id: number; name: string };
  /** What the refusal means, where its answer is known. */
  cause: MailCause | undefined;
}

const OUTCOMES = { sent: "ok", unsent: "inconclusive", refused: "refused" } as const;

export async function sendMails(stack: string, options: TestMailOptions): Promise<CommandAnswer> {
  const erp = await connectErp(stack);
  const { outgoingServers } = erp.config.erp;
  if (outgoingServers.length === 0) {
    throw new AdvisedError(
      "erp.outgoingServers is empty: there is no server to send through.",
      configSet("erp.outgoingServers[0]", "<exact name or id>"),
    );
  }
  const mails: Sent[] = [];
  for (const server of outgoingServers) mails.push(await sendThrough(erp, server, options));
  const outcome = worstOutcome(mails.map((mail) => ({ outcome: OUTCOMES[mail.outcome] })));
  const next = mails.flatMap(({ cause, from }) => cause?.next(from) ?? []);
  const [worst] = mails.filter((mail) => OUTCOMES[mail.outcome] === outcome);
  return {
    outcome,
    ...(outcome === "refused" || outcome === "inconclusive"
      ? { cause: { kind: outcome, message: worst?.reason ?? "The ERP has a mail and has not sent it yet." } }
      : {}),
    next,
    found: { mails: mails.map(reported) },
    text: `${mails.map((mail) => row(mail, stack)).join("\n")}\n`,
  };
}

async function sendThrough(
  { client }: StackErp,
  nameOrId: string | number,
  { to, from }: TestMailOptions,
): Promise<Sent> {
  const server = await findServer(client, "outgoing", nameOrId);
  const sender = from ?? (await senderOf(client, server));
  if (!sender) {
    throw new Error(
      `Neither the outgoing mail server "${server.name}" nor the ERP user has a mail address to send as. Add: --from <address>`,
    );
  }
  const mail = await sendTestMail(client, server, { from: sender, to });
  return { server: { id: server.id, name: server.name }, ...mail, cause: mailCause(mail.reason ?? "") };
}

/** As JSON shows it: of the cause what a program decides by. */
const reported = ({ cause, ...mail }: Sent) => ({
  ...mail,
  ...(cause ? { cause: { id: cause.id, who: cause.who } } : {}),
});

function row({ server, subject, from, to, outcome, reason, cause }: Sent, stack: string): string {
  const what = `"${subject}" from ${from} to ${to} through "${server.name}" (id ${server.id})`;
  return [
    `${outcome.padEnd(8)}${what}`,
    ...(reason ? [`  The ERP says: ${reason.replaceAll("\n", "\n  ")}`] : []),
    ...(cause
      ? [`  It means: ${cause.what}.`, `  Next (${cause.who}): ${nextStepText(cause.next(from), stack)}`]
      : []),
  ].join("\n");
}
