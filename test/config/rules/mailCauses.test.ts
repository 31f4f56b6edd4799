import assert from "node:assert/strict";
import { test } from "node:test";
import { mailCause } from "#config/rules/mailCauses.ts";
import { nextStepText } from "#config/rules/nextStep.ts";

const MAILBOX = "info@acme.example";

/** What Exchange Online answers, within the words of an ERP around it. */
const ANSWERS: readonly [answer: string, id: string | undefined, next: RegExp][] = [
  [
    "L'envoi a échoué : (535, b'5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled')",
    "smtp-auth-off-for-tenant",
    /^Set-CASMailbox -Identity info@acme\.example -SmtpClientAuthenticationDisabled \$false$/,
  ],
  [
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
    "smtp-auth-off-for-mailbox",
    /^Set-CASMailbox/,
  ],
  [
    "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
    "basic-authentication",
    /^pulumi up --stack acme/,
  ],
  [
    "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.",
    "sign-in-policy",
    /Sign-in logs, user info@acme\.example/,
  ],
  ["535 5.7.3 Authentication unsuccessful", "wrong-account", /erp authorize/],
  [
    "554 5.2.252 SendAsDenied; erp@acme.example not allowed to send as info@acme.example",
    "send-as-denied",
    /SendAs$/,
  ],
  ["550 5.7.60 SMTP; Client does not have permissions to send as this sender", "send-as-denied", /SendAs$/],
  ["432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "throttled", /^run it again/],
  ["550 5.1.1 The email account that you tried to reach does not exist", undefined, /^$/],
];

for (const [answer, id, next] of ANSWERS)
  test(`the mail server's answer "${answer.slice(0, 90)}" means ${id ?? "nothing that we know"}`, () => {
    const cause = mailCause(answer);
    assert.equal(cause?.id, id);
    assert.match(cause ? nextStepText(cause.next(MAILBOX), "acme") : "", next);
  });
