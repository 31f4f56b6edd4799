import type { NextStep } from "./nextStep.ts";

/** Who can remove a cause. */
export type MailActor =
  | "Exchange administrator"
  | "Entra administrator"
  | "mailbox user"
  | "operator"
  | "nobody";

/** Why a mail server refuses a mailbox. */
export interface MailCause {
  id: string;
  /** What it is, in one sentence. */
  what: string;
  /** `nobody`: it ends by itself. */
  who: MailActor;
  /** @param mailbox address that the ERP signs in as */
  next: (mailbox: string) => NextStep;
}

interface Row extends MailCause {
  /** What the server's answer holds. Codes first: words are only looked at where the code alone is not enough. */
  answer: RegExp;
}

const person = (text: string): NextStep => ({ kind: "person", text });
const signInAgain = (): NextStep =>
  person("sign in again, as the mailbox itself: modern-auth erp authorize <stack>");

/**
 * What Exchange Online answers over SMTP, the narrower row first.
 *
 * @see https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission
 */
const ROWS: readonly Row[] = [
  {
    id: "smtp-auth-off-for-tenant",
    what: "SMTP AUTH is switched off for the whole organization, which blocks OAuth 2.0 as well",
    who: "Exchange administrator",
    answer: /5\.7\.139.*SmtpClientAuthentication is disabled for the Tenant/is,
    next: (mailbox) => person(`Set-CASMailbox -Identity ${mailbox} -SmtpClientAuthenticationDisabled $false`),
  },
  {
    id: "smtp-auth-off-for-mailbox",
    what: "SMTP AUTH is switched off for this mailbox, which blocks OAuth 2.0 as well",
    who: "Exchange administrator",
    answer: /5\.7\.139.*SmtpClientAuthentication is disabled for the Mailbox/is,
    next: (mailbox) => person(`Set-CASMailbox -Identity ${mailbox} -SmtpClientAuthenticationDisabled $false`),
  },
  {
    id: "basic-authentication",
    what: "the ERP signed in with a password (basic authentication), which the organization does not allow",
    who: "operator",
    answer: /5\.7\.139.*basic authentication is disabled/is,
    next: () => ({ kind: "update", note: "switches the server to OAuth 2.0" }),
  },
  {
    id: "sign-in-policy",
    what: "a security policy of the directory refuses this sign-in",
    who: "Entra administrator",
    answer: /5\.7\.139/,
    next: (mailbox) =>
      person(`Entra admin center, Sign-in logs, user ${mailbox}: exclude or satisfy the policy named there`),
  },
  {
    id: "wrong-account",
    what: "the token belongs to another account, or lacks the permission to send",
    who: "mailbox user",
    answer: /5\.7\.3 /,
    next: signInAgain,
  },
  {
    id: "send-as-denied",
    what: "the account that signed in may not send as this address",
    who: "Exchange administrator",
    answer: /5\.2\.252|SendAsDenied|5\.7\.60/,
    next: (mailbox) =>
      person(`Add-RecipientPermission ${mailbox} -Trustee <account that signed in> -AccessRights SendAs`),
  },
  {
    id: "throttled",
    what: "the mail server is busy or limits how fast this mailbox sends",
    who: "nobody",
    answer: /\b432 4\.3\.2|STOREDRV\.ClientSubmit|\b421 |\b451 /,
    next: () => ({ kind: "retry", note: "in a few minutes" }),
  },
];

/** What a mail server's answer means; undefined for an answer that no row knows. @param answer free of secrets, in any language */
export function mailCause(answer: string): MailCause | undefined {
  return ROWS.find((row) => row.answer.test(answer));
}
