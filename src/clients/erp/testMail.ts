import { randomUUID } from "node:crypto";
import type { ErpClient } from "./client.ts";
import { ErpError } from "./errors.ts";
import { isMailAddress } from "./mailAddress.ts";
import { type ErpRow, fieldsGet, read, readOne, searchRead } from "./records.ts";
import type { ErpServer } from "./servers.ts";

const MAIL = "mail.mail";
/** What the subjects of all test mails begin with. */
const SUBJECT = "modern-auth ";
/** Test mails that are looked through, the newest first: there are a few a year. */
const MOST_TEST_MAILS = 50;

export interface TestMail {
  id: number;
  /** Unique, so that the mail can be found in the mailbox. */
  subject: string;
  from: string;
  to: string;
  /** `unsent`: the ERP has it and has not tried, or says nothing of it. */
  outcome: "sent" | "refused" | "unsent";
  /** What the ERP says of a refusal, in its own language; already free of secrets. */
  reason?: string;
}

/**
 * Sends a mail through one outgoing server and looks what became of it: sending itself never fails. It stays in the ERP's list of
 * mails, which nobody but its sender's superuser may empty.
 * @throws ErpError
 */
export async function sendTestMail(
  client: ErpClient,
  server: ErpServer,
  { from, to }: { from: string; to: string },
): Promise<TestMail> {
  const subject = `${SUBJECT}${randomUUID().slice(0, 8)}`;
  const values = {
    subject,
    body_html: "<p>This mail proves that the ERP sends with modern authentication.</p>",
    email_from: from,
    email_to: to,
    mail_server_id: server.id,
    auto_delete: false,
  };
  const id = createdId(await client.call(MAIL, "create", { args: { vals_list: values }, retry: false }));
  await client.call(MAIL, "send", { ids: [id], retry: false });
  // Older versions keep no reason.
  const reasons = (await fieldsGet(client, MAIL)).has("failure_reason") ? ["failure_reason"] : [];
  const [row] = await read(client, MAIL, [id], ["state", ...reasons]);
  const outcome = row?.["state"] === "sent" ? "sent" : row?.["state"] === "exception" ? "refused" : "unsent";
  const reason = row?.["failure_reason"];
  return {
    id,
    subject,
    from,
    to,
    outcome,
    ...(typeof reason === "string" && reason ? { reason: client.redact(reason.trim()) } : {}),
  };
}

/** The outgoing servers, by id, through which a test mail has gone out. @throws ErpError */
export async function provenByTestMail(client: ErpClient): Promise<ReadonlySet<number>> {
  const sent = [["subject", "like", SUBJECT] as const, ["state", "=", "sent"] as const];
  const options = { limit: MOST_TEST_MAILS, order: "id desc" };
  const rows = await searchRead(client, MAIL, sent, ["subject", "mail_server_id"], options);
  return new Set(rows.filter(isTestMail).flatMap((row) => idOf(row["mail_server_id"])));
}

const isTestMail = ({ subject }: ErpRow): boolean =>
  typeof subject === "string" && subject.startsWith(SUBJECT);

/** A reference to another record comes as id and name. */
const idOf = (reference: unknown): number[] =>
  Array.isArray(reference) && typeof reference[0] === "number" ? [reference[0]] : [];

/** The account that an outgoing server signs in with, mostly an address. @returns undefined where none is set */
export async function accountOf(client: ErpClient, server: ErpServer): Promise<string | undefined> {
  const { smtp_user: account } = await readOne(client, "ir.mail_server", server.id, ["smtp_user"]);
  return typeof account === "string" && account ? account : undefined;
}

/** The address of the ERP user, as whom mail goes out where a server's account is none. @returns undefined where it is none either */
export async function ownAddress(client: ErpClient): Promise<string | undefined> {
  const { uid } = await client.user();
  const { email } = await readOne(client, "res.users", uid, ["email"]);
  return isMailAddress(email) ? email : undefined;
}

/** One protocol answers with a number, another with a list of one. */
function createdId(answer: unknown): number {
  const id: unknown = Array.isArray(answer) ? answer[0] : answer;
  if (typeof id === "number") return id;
  throw new ErpError({
    kind: "other",
    model: MAIL,
    method: "create",
    message: "The ERP made a mail and did not say which: an ERP version that is not supported.",
  });
}
