import type { MailSystem } from "../mailSystems.ts";
import { type MailCauseId, mailCauseOf } from "./causes.ts";

/** What an answer means. */
export interface MailVerdict {
  /** `unknown`: nothing that is known; `text` is all there is. */
  id: MailCauseId | "unknown";
  /** Causes that answer in the same words: which one it is, only the mailbox shows. */
  orElse: readonly MailCauseId[];
  /** The answer, without control characters; the middle of a very long one is left out. */
  text: string;
}

/** What is known besides the answer. */
export interface MailFacts {
  /** Whose mail server answered. */
  system?: MailSystem | undefined;
  /** A shared mailbox, as which nobody signs in. */
  shared?: boolean;
}

/**
 * Codes of Entra's token endpoint and sign-in page.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const ENTRA_CODES: Readonly<Record<number, MailCauseId>> = {
  50011: "redirect-uri-unregistered",
  50034: "mailbox-unusable",
  50057: "mailbox-unusable",
  50076: "conditional-access",
  50079: "conditional-access",
  50105: "assignment-required",
  50158: "conditional-access",
  50173: "refresh-token-revoked",
  50194: "tenant-id-wrong",
  53000: "conditional-access",
  53001: "conditional-access",
  53002: "conditional-access",
  53003: "conditional-access",
  530032: "conditional-access",
  65001: "consent-missing",
  65004: "consent-missing",
  65006: "permission-on-wrong-api",
  70043: "sign-in-frequency",
  90002: "tenant-id-wrong",
  90033: "throttled",
  90094: "consent-missing",
  700016: "application-absent",
  900023: "tenant-id-wrong",
  700082: "refresh-token-idle",
  700084: "refresh-token-revoked",
  7000112: "application-disabled",
  7000215: "secret-wrong",
  7000222: "secret-expired",
  7000229: "application-absent",
};

interface KnownAnswer {
  /** All of them have to be there. Each is linear in time: an ERP's text may be anything. */
  marks: readonly RegExp[];
  /** The likeliest first. */
  causes: readonly [MailCauseId, ...MailCauseId[]];
  /** Another system's server means something else by it. */
  only?: MailSystem;
  /** Nothing in it tells whose server says it: the system has to be known. */
  common?: true;
}

/** An enhanced status code of SMTP (RFC 3463), and not a part of a longer number. */
const status = (code: string): RegExp => new RegExp(`(?<![\\d.])${code.replaceAll(".", "\\.")}(?!\\.?\\d)`);

const REFUSED_SIGN_IN = status("5.7.139");
const AUTHENTICATION_FAILED = /\[AUTHENTICATIONFAILED\]/;

/**
 * What mail servers and Google's token endpoint answer, the narrower first. Codes; words only where the code alone is not enough.
 *
 * @see https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission
 * @see https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
 */
const ANSWERS: readonly KnownAnswer[] = [
  {
    marks: [REFUSED_SIGN_IN, /SmtpClientAuthentication is disabled for the Tenant/i],
    causes: ["smtp-auth-off-for-tenant"],
  },
  {
    marks: [REFUSED_SIGN_IN, /SmtpClientAuthentication is disabled for the Mailbox/i],
    causes: ["smtp-auth-off-for-mailbox"],
  },
  { marks: [REFUSED_SIGN_IN, /basic authentication is disabled/i], causes: ["basic-authentication"] },
  // IMAP's LOGIN is the command that carries a password.
  { marks: [/\bLOGIN failed/], causes: ["basic-authentication"], only: "microsoft", common: true },
  { marks: [REFUSED_SIGN_IN], causes: ["sign-in-policy"] },
  {
    marks: [status("5.7.3"), /(?<!\d)535(?!\d)|Authentication unsuccessful/i],
    causes: ["wrong-account", "shared-mailbox-smtp"],
  },
  { marks: [status("5.2.252")], causes: ["send-as-denied"] },
  { marks: [/SendAsDenied/], causes: ["send-as-denied"] },
  { marks: [status("5.7.60")], causes: ["send-as-denied"] },
  {
    marks: [/User is authenticated but not connected/i],
    causes: ["imap-off-for-mailbox", "no-full-access"],
    only: "microsoft",
  },
  {
    marks: [/\bAUTHENTICATE failed/i],
    causes: ["imap-off-for-mailbox", "mailbox-unusable"],
    only: "microsoft",
  },
  { marks: [/not enabled for IMAP use/i], causes: ["google-imap-off"], only: "google" },
  {
    marks: [/status[^\d\n]{1,20}400(?!\d)/, /scope[^\n]{1,20}mail\.google\.com/],
    causes: ["google-scope-missing"],
    only: "google",
  },
  {
    marks: [AUTHENTICATION_FAILED, /Invalid credentials \(Failure\)/],
    causes: ["google-imap-off", "google-scope-missing"],
    only: "google",
  },
  {
    marks: [AUTHENTICATION_FAILED],
    causes: ["google-imap-off", "google-scope-missing"],
    only: "google",
    common: true,
  },
  { marks: [/\badmin_policy_enforced\b/], causes: ["google-app-blocked"], only: "google" },
  { marks: [/\b(?:deleted|disabled)_client\b/], causes: ["google-client-gone"], only: "google" },
  { marks: [/\bredirect_uri_mismatch\b/], causes: ["google-redirect-uri"], only: "google" },
  { marks: [/\binvalid_client\b/], causes: ["secret-wrong"], only: "google" },
  { marks: [/\binvalid_grant\b/], causes: ["google-token-ended"], only: "google" },
  // Google's page says it for other errors, too, which it then names.
  { marks: [/Access blocked/, /^(?![\s\S]*\bError 4\d\d)/], causes: ["google-app-blocked"], only: "google" },
  // Any code that begins with 4 asks for another try later (RFC 5321, 4.2.1).
  {
    marks: [/(?<![\d.])4\d\d(?:[\s,-]|\\n){1,3}(?:b['"])?4\.\d{1,3}\.\d{1,3}(?!\.?\d)/],
    causes: ["throttled"],
  },
  { marks: [/(?:^|\()(?:421|432|451)[\s,-]/m], causes: ["throttled"] },
  { marks: [/sender thread limit exceeded|Request is throttled|\[UNAVAILABLE\]/], causes: ["throttled"] },
  {
    marks: [/\bHTTP(?!s?:\/\/)[^\d\n]{0,20}(?:\d\.\d[^\d\n]{1,3})?(?:429|50\d)(?!\d)/i],
    causes: ["throttled"],
  },
  {
    marks: [/(?<![\d.])(?:429 (?:Client Error|Too Many Requests)|50\d Server Error)/i],
    causes: ["throttled"],
  },
  // Neither Microsoft nor Google has a server of that name, or with that encryption.
  {
    marks: [/\[Errno -2\]|Name or service not known|WRONG_VERSION_NUMBER|STARTTLS extension not supported/i],
    causes: ["server-settings"],
  },
  {
    marks: [/\[Errno (?:110|111|113|-3)\]|\b(?:timed out|Connection refused)\b/i],
    causes: ["throttled", "server-settings"],
  },
];

/** How much of an answer is looked at, in characters: its beginning and its end, where servers and ERPs say why. */
const LOOKED_AT = 8_000;

/**
 * What an answer means that a mail server, Entra, Google or the ERP gave, with any words around it, in any language. Pure; takes time in
 * proportion to the answer's length, of which at most 8,000 characters count.
 *
 * @param answer free of secrets
 */
export function classifyMailAnswer(answer: string, facts: MailFacts = {}): MailVerdict {
  const text = readableAnswer(answer);
  const [first, ...others] = causesOf(text, facts);
  if (!first) return { id: "unknown", orElse: [], text };
  return { id: first, orElse: others, text };
}

function causesOf(text: string, { system, shared }: MailFacts): readonly MailCauseId[] {
  const codes = [...text.matchAll(/AADSTS(\d+)/gi)].map(([, code]) => Number(code));
  // Entra's own code decides: the words that go with it, such as invalid_grant, are Google's as well.
  if (codes.length > 0) return codes.flatMap((code) => ENTRA_CODES[code] ?? []).slice(0, 1);
  const whole = text + decodedChallenges(text);
  const known = ANSWERS.find(
    ({ marks, only, common }) =>
      (only === undefined || (system ?? (common ? undefined : only)) === only) &&
      marks.every((mark) => mark.test(whole)),
  );
  const causes = known?.causes ?? [];
  return shared ? causes.toSorted((a, b) => Number(isShared(b)) - Number(isShared(a))) : causes;
}

const isShared = (id: MailCauseId): boolean => mailCauseOf(id).shared === true;

/** An answer as it is fit to be shown: without control characters, and without the middle of a very long one. */
export function readableAnswer(answer: string): string {
  const short =
    answer.length <= LOOKED_AT
      ? answer
      : `${answer.slice(0, LOOKED_AT / 2)}\n[…]\n${answer.slice(-LOOKED_AT / 2)}`;
  return short
    .toWellFormed()
    .replace(/[^\P{C}\n\t]/gu, "")
    .trim();
}

/** Google's reason for refusing a token comes as JSON in base64. */
const decodedChallenges = (text: string): string =>
  (text.match(/(?<![\w+/-])eyJ[\w+/-]{20,400}/g) ?? [])
    .map((challenge) => `\n${Buffer.from(challenge, "base64").toString("utf8")}`)
    .join("");
