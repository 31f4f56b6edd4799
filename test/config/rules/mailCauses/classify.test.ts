import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { MailCauseId } from "#config/rules/mailCauses/causes.ts";
import { classifyMailAnswer, type MailFacts } from "#config/rules/mailCauses/classify.ts";

const MICROSOFT: MailFacts = { system: "microsoft" };
const GOOGLE: MailFacts = { system: "google" };

interface Sample {
  answer: string;
  /** The likeliest first, then those that answer in the same words. */
  causes: readonly MailCauseId[];
  facts?: MailFacts;
}

/** As Entra's token endpoint writes it. */
const entra = (cause: MailCauseId, ...codes: number[]): Sample[] =>
  codes.map((code) => ({
    answer: `invalid_grant: AADSTS${code}: Something is wrong. Trace ID: 50057421-5730-4f0e-9d53-535573000100 Correlation ID: 65001000-0000-4000-8000-000000050011 Timestamp: 2026-11-30 04:51:45Z`,
    causes: [cause],
  }));

const smtp = (answer: string, ...causes: MailCauseId[]): Sample => ({ answer, causes });
const google = (answer: string, ...causes: MailCauseId[]): Sample => ({ answer, causes, facts: GOOGLE });

const CHALLENGE = '{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}';
const SMTP_AUTH = "Authentication unsuccessful, SmtpClientAuthentication is disabled for the";

/** Every answer that is known: each row of the reference, and its siblings. */
const SAMPLES: readonly Sample[] = [
  smtp(
    `535 5.7.139 ${SMTP_AUTH} Tenant. Visit https://aka.ms/smtp_auth_disabled`,
    "smtp-auth-off-for-tenant",
  ),
  smtp(`(535, b'5.7.139 ${SMTP_AUTH} Mailbox.')`, "smtp-auth-off-for-mailbox"),
  smtp("5.7.139 Authentication unsuccessful, basic authentication is disabled.", "basic-authentication"),
  { answer: "[AUTHENTICATIONFAILED] LOGIN failed.", causes: ["basic-authentication"], facts: MICROSOFT },
  ...["the user credentials were incorrect", "the request did not meet the criteria"].map((why) =>
    smtp(`535 5.7.139 Authentication unsuccessful, ${why}.`, "sign-in-policy"),
  ),
  smtp(
    "535 5.7.3 Authentication unsuccessful [ZR0P278CA0010.CHEP278.PROD.OUTLOOK.COM]",
    "wrong-account",
    "shared-mailbox-smtp",
  ),
  smtp(
    "554 5.2.252 SendAsDenied; erp@acme.example not allowed to send as info@acme.example",
    "send-as-denied",
  ),
  smtp("550 5.7.60 SMTP; Client does not have permissions to send as this sender", "send-as-denied"),
  smtp("BAD [b'User is authenticated but not connected.']", "imap-off-for-mailbox", "no-full-access"),
  smtp("b'AUTHENTICATE failed.'", "imap-off-for-mailbox", "mailbox-unusable"),
  ...entra("mailbox-unusable", 50057, 50034),
  ...entra("refresh-token-idle", 700082),
  ...entra("refresh-token-revoked", 50173, 700084),
  ...entra("sign-in-frequency", 70043),
  ...entra("conditional-access", 50076, 50079, 50158, 53000, 53001, 53002, 53003, 530032),
  ...entra("consent-missing", 65001, 90094, 65004),
  ...entra("permission-on-wrong-api", 65006),
  ...entra("tenant-id-wrong", 50194, 90002, 900023),
  ...entra("redirect-uri-unregistered", 50011),
  ...entra("secret-wrong", 7000215),
  ...entra("secret-expired", 7000222),
  ...entra("application-disabled", 7000112),
  ...entra("application-absent", 700016, 7000229),
  ...entra("assignment-required", 50105),
  ...entra("throttled", 90033),
  ...[
    "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
    "421\nb'4.3.2 Service not active'",
    "(421, b'Too many concurrent connections')",
    "451-4.3.0 Mail server temporarily rejected message.",
    "HTTP 429",
    "HTTP/1.1 503 Service Unavailable",
    "502 Server Error: Bad Gateway for url: https://login.microsoftonline.com/x/oauth2/v2.0/token",
  ].map((answer) => smtp(answer, "throttled")),
  google(
    '{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}',
    "google-token-ended",
  ),
  google(`b'${CHALLENGE}'\n[AUTHENTICATIONFAILED] Invalid credentials (Failure)`, "google-scope-missing"),
  google(`334 ${btoa(CHALLENGE)}`, "google-scope-missing"),
  google("[ALERT] Your account is not enabled for IMAP use (Failure)", "google-imap-off"),
  google("[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "google-imap-off", "google-scope-missing"),
  google("access_denied (admin_policy_enforced)", "google-app-blocked"),
  google("Access blocked: your institution's admin needs to review the ERP", "google-app-blocked"),
  google("deleted_client: The OAuth client was deleted.", "google-client-gone"),
  google("disabled_client", "google-client-gone"),
  google("Access blocked: the request is invalid. Error 400: redirect_uri_mismatch", "google-redirect-uri"),
  google("invalid_client: Unauthorized", "secret-wrong"),
  smtp("111\nConnection refused", "throttled", "server-settings"),
  smtp("[Errno 110] timed out", "throttled", "server-settings"),
  smtp("[Errno -2] Name or service not known", "server-settings"),
  smtp("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", "server-settings"),
];

/** What ERPs write around an answer. */
const AROUND: readonly ((answer: string) => string)[] = [
  (answer) => answer,
  (answer) => `Server replied with following exception:\n ${answer}`,
  (answer) => `Le serveur a renvoyé l'exception suivante :\n ${answer}`,
  (answer) => `Test de connexion échoué ! Voici ce que nous avons à la place : \n${answer}`,
  (answer) => `Der Server hat mit folgender Ausnahme geantwortet:\n ${answer}`,
  (answer) => `Verbindungstest fehlgeschlagen: ${answer}`,
  (answer) => `Impossible de se connecter au serveur SMTP\n${answer}`,
  (answer) => `Fehler beim Abrufen des Zugriffstokens. ${answer}\r\n`,
];

const causesOf = (answer: string, facts?: MailFacts): string[] => {
  const { id, orElse } = classifyMailAnswer(answer, facts);
  return [id, ...orElse];
};

for (const { answer, causes, facts } of SAMPLES)
  test(`a mail system's answer ${JSON.stringify(answer.slice(0, 80))} means ${causes.join(" or ")}`, () => {
    for (const around of AROUND) assert.deepEqual(causesOf(around(answer), facts), causes, around(answer));
  });

/** Words, addresses and numbers as they surround an answer, none of which means anything. */
const NOISE = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-zàéèüöß']{1,12}$/),
      fc.uuid(),
      fc.ipV4(),
      fc.emailAddress(),
      fc.constantFrom(
        "Odoo 19.0",
        "(id 535)",
        "2026-11-30 04:21:45",
        "id=421",
        "port 993",
        "5.7.390",
        "15.7.3",
        "«",
        "\t",
      ),
    ),
    { maxLength: 8 },
  )
  .map((words) => words.join(" "));

test("no answer of one cause is taken for another's, whatever stands around it", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SAMPLES),
      fc.constantFrom(...AROUND),
      NOISE,
      NOISE,
      ({ answer, causes, facts }, around, before, after) => {
        assert.deepEqual(causesOf(around(`${before} \n${answer}\n ${after}`), facts), causes);
      },
    ),
    { numRuns: 2000 },
  );
});

test("what no cause is known for stays unknown, with its text", () => {
  fc.assert(
    fc.property(NOISE, (text) => {
      assert.deepEqual(classifyMailAnswer(`a ${text}`), {
        id: "unknown",
        orElse: [],
        text: `a ${text}`.trim(),
      });
    }),
  );
  for (const answer of [
    "550 5.1.1 The email account that you tried to reach does not exist",
    "530 5.7.57 Client not authenticated to send mail",
    "504 5.7.3 Unrecognized authentication type",
    "Access blocked: Error 403: org_internal",
    "[AUTHENTICATIONFAILED] Authentication failed.",
    "https://erp.example:500/ HTTP ok",
  ])
    assert.equal(classifyMailAnswer(answer).id, "unknown", answer);
});

test("a code of Entra counts as a whole number, and one that nobody knows is not guessed from the words with it", () => {
  const known = new Set(
    SAMPLES.flatMap(({ answer }) => [...answer.matchAll(/AADSTS(\d+)/g)].map(([, code]) => Number(code))),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: 10_000, max: 99_999_999 }),
        fc
          .constantFrom(...known)
          .chain((code) => fc.integer({ min: 0, max: 9 }).map((digit) => code * 10 + digit)),
      ),
      (code) => {
        fc.pre(!known.has(code));
        assert.equal(
          classifyMailAnswer(`invalid_grant: AADSTS${code}: access_denied, HTTP 503`).id,
          "unknown",
        );
      },
    ),
  );
});

test("the system whose server answers decides where others answer alike", () => {
  assert.deepEqual(causesOf("invalid_grant", MICROSOFT), ["unknown"]);
  assert.deepEqual(causesOf("[AUTHENTICATIONFAILED] Nope", GOOGLE), [
    "google-imap-off",
    "google-scope-missing",
  ]);
  assert.deepEqual(causesOf("[AUTHENTICATIONFAILED] Nope", MICROSOFT), ["unknown"]);
});

test("a mailbox that is known to be shared is first told what only shared mailboxes have", () => {
  assert.deepEqual(causesOf("535 5.7.3 Authentication unsuccessful", { shared: true }), [
    "shared-mailbox-smtp",
    "wrong-account",
  ]);
  assert.deepEqual(causesOf("BAD User is authenticated but not connected", { shared: true }), [
    "no-full-access",
    "imap-off-for-mailbox",
  ]);
});

test("an answer of any length is read at its beginning and its end, in little time, and kept without control characters", () => {
  const begun = performance.now();
  for (const part of [
    "5.7.139 ",
    "eyJ",
    "4 4.",
    "HTTP ",
    "Access blocked",
    "status",
    "AADSTS",
    "1",
    "scope ",
    "'‘",
  ]) {
    const verdict = classifyMailAnswer(`${part.repeat(200_000)}\nAADSTS700082: it ended`);
    assert.equal(verdict.id, "refresh-token-idle", part);
    assert.ok(verdict.text.length < 8_010);
    classifyMailAnswer(part.repeat(200_000));
  }
  assert.ok(performance.now() - begun < 5_000, "linear patterns need some milliseconds");
  assert.equal(classifyMailAnswer("\u001b[31mAADSTS\u0000700082\u0007\u202e").text, "[31mAADSTS700082");
});
