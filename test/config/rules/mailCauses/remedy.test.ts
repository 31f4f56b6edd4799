import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LANGUAGES } from "#config/rules/languages.ts";
import { MAIL_CAUSES, type MailCauseId } from "#config/rules/mailCauses/causes.ts";
import type { MailPlace } from "#config/rules/mailCauses/place.ts";
import { mailNext, mailRemedy } from "#config/rules/mailCauses/remedy.ts";
import { nextStepText } from "#config/rules/nextStep.ts";

const IDS = Object.keys(MAIL_CAUSES) as MailCauseId[];
const DIRECTORY = "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10";
const CLIENT = "11111111-2222-3333-4444-555555555555";
const PLACE: MailPlace = {
  mailbox: "info@acme.example",
  account: "anna@acme.example",
  tenant: "acme",
  server: 3,
  directoryId: DIRECTORY,
  clientId: CLIENT,
};

/** Who acts, and the exact line, by cause. */
const LINES: Readonly<Record<MailCauseId, [who: string, line: RegExp]>> = {
  "smtp-auth-off-for-tenant": [
    "Exchange",
    /^Set-CASMailbox -Identity anna@acme\.example -SmtpClientAuthenticationDisabled \$false$/,
  ],
  "smtp-auth-off-for-mailbox": [
    "Exchange",
    /^Set-CASMailbox -Identity anna@acme\.example -SmtpClientAuthenticationDisabled \$false$/,
  ],
  "basic-authentication": ["operator", /^pulumi up --stack acme$/],
  "sign-in-policy": ["Entra", /Sign-in logs, user anna@acme\.example.*entra\.microsoft\.com/],
  "wrong-account": ["mailbox user", /^modern-auth erp authorize acme 3$/],
  "shared-mailbox-smtp": [
    "Exchange",
    /^Add-RecipientPermission info@acme\.example -Trustee anna@acme\.example -AccessRights SendAs$/,
  ],
  "send-as-denied": [
    "Exchange",
    /^Add-RecipientPermission info@acme\.example -Trustee anna@acme\.example -AccessRights SendAs$/,
  ],
  "imap-off-for-mailbox": ["Exchange", /^Set-CASMailbox -Identity info@acme\.example -ImapEnabled \$true$/],
  "no-full-access": [
    "Exchange",
    /^Add-MailboxPermission info@acme\.example -User anna@acme\.example -AccessRights FullAccess$/,
  ],
  "mailbox-unusable": ["Microsoft 365", /Active users, anna@acme\.example/],
  "refresh-token-idle": ["mailbox user", /^modern-auth erp authorize acme 3$/],
  "refresh-token-revoked": ["mailbox user", /^modern-auth erp authorize acme 3$/],
  "sign-in-frequency": ["Entra", /Conditional Access.*exclude anna@acme\.example/],
  "conditional-access": ["Entra", /Sign-in logs, user anna@acme\.example/],
  "consent-missing": ["Entra", new RegExp(`/${DIRECTORY}/adminconsent\\?client_id=${CLIENT}$`)],
  "permission-on-wrong-api": ["operator", /^pulumi up/],
  "tenant-id-wrong": ["operator", /^pulumi up/],
  "redirect-uri-unregistered": ["operator", /^pulumi up/],
  "secret-wrong": ["operator", /^pulumi up/],
  "secret-expired": ["operator", /^modern-auth rotate acme$/],
  "application-disabled": ["operator", /^pulumi up/],
  "application-absent": ["operator", /^pulumi up/],
  "assignment-required": ["Entra", /assign anna@acme\.example.*Assignment required/],
  throttled: ["nobody", /^run it again/],
  "google-token-ended": ["mailbox user", /^modern-auth erp authorize acme 3$/],
  "google-scope-missing": ["mailbox user", /^modern-auth erp authorize acme 3$/],
  "google-imap-off": ["Google Workspace", /End User Access.*answer\/105694$/],
  "google-app-blocked": ["Google Workspace", /API controls.*<client id>.*answer\/7281227$/],
  "google-client-gone": ["operator", /30 days.*auth\/clients$/],
  "google-redirect-uri": ["operator", /^modern-auth google guide acme$/],
  "server-archived": ["ERP user", /unarchive/],
  "server-unconfirmed": ["mailbox user", /^modern-auth erp authorize acme 3 .*Tester et confirmer/],
  "token-missing": ["mailbox user", /^modern-auth erp authorize acme 3$/],
  "server-settings": ["ERP user", /smtp\.office365\.com, 587/],
};

for (const id of IDS)
  test(`the cause ${id} names who can remove it, the line to type, and whether waiting helps`, () => {
    const remedy = mailRemedy(id, PLACE, "en");
    const [who, line] = LINES[id];
    assert.match(remedy.who, new RegExp(`^${who}`));
    assert.match(nextStepText(mailNext(remedy), "acme"), line);
    assert.equal(remedy.waiting, id === "throttled");
  });

test("each cause is one sentence in each language, and its lines are the same in all", () => {
  for (const id of IDS) {
    const [first, ...others] = LANGUAGES.map((language) => mailRemedy(id, PLACE, language));
    for (const one of [first, ...others]) {
      assert.match(one?.what ?? "", /^\p{Lu}[^.]*(\d\.\d[^.]*)?\.$/u);
      assert.match(one?.todo ?? "", /^\p{Lu}.*\.$|^pulumi .*\.$|^modern-auth .*\.$/u);
    }
    for (const other of others) {
      assert.notEqual(other.what, first?.what);
      assert.deepEqual([other.lines, other.page, other.step], [first?.lines, first?.page, first?.step]);
    }
  }
});

test("the account that signs in counts where nothing says that it is another than the mailbox", () => {
  const alone = { mailbox: "info@acme.example" };
  assert.match(
    mailRemedy("smtp-auth-off-for-mailbox", alone, "en").lines.join(),
    /-Identity info@acme\.example /,
  );
  for (const account of [undefined, "INFO@acme.example"])
    assert.match(
      mailRemedy("send-as-denied", { ...alone, account }, "fr").lines.join(),
      /-Trustee <compte qui se connecte> /,
    );
  assert.match(
    mailRemedy("smtp-auth-off-for-mailbox", { ...alone, account: "login" }, "de").lines.join(),
    /<Postfach>/,
  );
});

test("an ERP's text gets into a line of PowerShell only as one quoted address, and anything else is left to fill in", () => {
  assert.match(
    mailRemedy("imap-off-for-mailbox", { mailbox: "o'neil@acme.example" }, "en").lines.join(),
    / 'o''neil@acme\.example' /,
  );
  assert.match(
    mailRemedy("imap-off-for-mailbox", { mailbox: "-x@acme.example" }, "en").lines.join(),
    / '-x@acme\.example' /,
  );
  const hostile = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom(
        "a",
        "@",
        ".",
        "'",
        "‘",
        "’",
        ";",
        "$",
        "`",
        '"',
        "\n",
        " ",
        "|",
        "(",
        "-",
        "<",
        "\u00e9",
      ),
    }),
    fc
      .tuple(fc.string({ unit: fc.constantFrom("a", "'", ";", "$", "’", "-") }), fc.constant("@acme.example"))
      .map((parts) => parts.join("")),
  );
  const WORD = "(?:<[\\w ]+>|\\w[\\w.@+-]*|'(?:[^'‘’‚‛\\n$`;]|'')*')";
  const lines = new RegExp(
    `^(?:Set-CASMailbox -Identity ${WORD} -(?:SmtpClientAuthenticationDisabled \\$false|ImapEnabled \\$true)|Add-(?:Recipient|Mailbox)Permission ${WORD} -(?:Trustee|User) ${WORD} -AccessRights (?:SendAs|FullAccess))$`,
  );
  fc.assert(
    fc.property(fc.constantFrom(...IDS), hostile, hostile, (id, mailbox, account) => {
      for (const line of mailRemedy(id, { mailbox, account }, "en").lines) assert.match(line, lines);
    }),
  );
});

test("a link holds ids of the right form only", () => {
  const { page } = mailRemedy("consent-missing", { directoryId: "../evil", clientId: "x&y" }, "en");
  assert.equal(page, "https://login.microsoftonline.com/<directory id>/adminconsent?client_id=<client id>");
  const blocked = mailRemedy("google-app-blocked", { clientId: "123-abc.apps.googleusercontent.com" }, "fr");
  assert.match(blocked.todo, /l’ID client 123-abc\.apps\.googleusercontent\.com/);
});
