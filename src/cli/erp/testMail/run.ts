import type { CommandAnswer } from "#cli/answer.ts";
import { isMailAddress } from "#clients/erp/mailAddress.ts";
import { findServer } from "#clients/erp/servers.ts";
import { accountOf, ownAddress, sendTestMail, type TestMail } from "#clients/erp/testMail.ts";
import { AdvisedError } from "#config/advisedError.ts";
import { decisive } from "#config/rules/mailCauses/causes.ts";
import { classifyMailAnswer, type MailVerdict } from "#config/rules/mailCauses/classify.ts";
import { type MailRemedy, mailNext, mailRemedy } from "#config/rules/mailCauses/remedy.ts";
import { systemOfHost } from "#config/rules/mailSystems.ts";
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
  /** What the refusal means. */
  verdict: MailVerdict;
  /** What helps: against the likeliest cause first, and none where none is known. */
  remedies: readonly MailRemedy[];
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
  for (const server of outgoingServers) mails.push(await sendThrough(erp, stack, server, options));
  const outcome = worstOutcome(mails.map((mail) => ({ outcome: OUTCOMES[mail.outcome] })));
  const next = mails.flatMap(({ remedies }) => remedies.map(mailNext));
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
  { client, config }: StackErp,
  stack: string,
  nameOrId: string | number,
  { to, from }: TestMailOptions,
): Promise<Sent> {
  const server = await findServer(client, "outgoing", nameOrId);
  const account = await accountOf(client, server);
  const sender = from ?? (isMailAddress(account) ? account : await ownAddress(client));
  if (!sender) {
    throw new Error(
      `Neither the outgoing mail server "${server.name}" nor the ERP user has a mail address to send as. Add: --from <address>`,
    );
  }
  const mail = await sendTestMail(client, server, { from: sender, to });
  const verdict = classifyMailAnswer(mail.reason ?? "", { system: systemOfHost(server.host) });
  const place = { mailbox: sender, account, tenant: stack, directoryId: config.microsoft?.tenantId };
  const causes = verdict.id === "unknown" ? [] : [verdict.id, ...verdict.orElse];
  return {
    server: { id: server.id, name: server.name },
    ...mail,
    verdict,
    remedies: causes.map((id) => mailRemedy(id, place, "en")),
  };
}

/** As JSON shows it: of the cause what a program decides by. */
const reported = ({ verdict: { id, orElse }, remedies: _, ...mail }: Sent) => ({
  ...mail,
  ...(mail.outcome === "refused" ? { cause: { id, ...(id === "unknown" ? {} : decisive(id)), orElse } } : {}),
});

function row({ server, subject, from, to, outcome, reason, verdict, remedies }: Sent, stack: string): string {
  const what = `"${subject}" from ${from} to ${to} through "${server.name}" (id ${server.id})`;
  return [
    `${outcome.padEnd(8)}${what}`,
    ...(reason ? [`  The ERP says: ${verdict.text.replaceAll("\n", "\n  ")}`] : []),
    ...remedies.flatMap((remedy, index) => [
      `  ${index === 0 ? "It means" : "Or"}: ${remedy.what}`,
      `  Next (${remedy.who}): ${nextStepText(mailNext(remedy), stack)}`,
    ]),
  ].join("\n");
}
