import { adminConsentLink, PUBLIC_LOGIN } from "../consent.ts";
import type { MailSystem } from "../mailSystems.ts";
import type { NextStep } from "../nextStep.ts";
import type { FilledPlace } from "./place.ts";

/** Who can remove a cause. */
export type MailActor =
  | "Exchange administrator"
  | "Entra administrator"
  | "Microsoft 365 administrator"
  | "Google Workspace administrator"
  | "mailbox user"
  | "ERP user"
  | "operator"
  | "nobody";

/** Why mail does not flow: what holds in every language. The sentences are in english.ts, french.ts and german.ts. */
interface MailCause {
  systems: readonly MailSystem[];
  /** `nobody`: it ends by itself. */
  who: MailActor;
  /** Whether waiting helps. */
  waiting: boolean;
  /** What only a shared mailbox has. */
  shared?: true;
  /** What the Exchange administrator types in PowerShell (module ExchangeOnlineManagement), one line after the other. */
  lines?: (at: FilledPlace) => readonly string[];
  /** Where it is fixed, or what helps there. */
  page?: string | ((at: FilledPlace) => string);
  /** What this project's command line does about it. */
  step?: (at: FilledPlace) => NextStep;
}

const MICROSOFT = { systems: ["microsoft"] } as const;
const GOOGLE = { systems: ["google"] } as const;
const BOTH = { systems: ["microsoft", "google"] } as const;
const FIXED = { waiting: false } as const;

const ENTRA = "https://entra.microsoft.com";

const UPDATE = { ...FIXED, who: "operator", step: (): NextStep => ({ kind: "update" }) } as const;

const SIGN_IN = {
  ...FIXED,
  who: "mailbox user",
  step: ({ tenant, server }: FilledPlace): NextStep => ({
    kind: "modern-auth",
    words: ["erp", "authorize", tenant, server],
  }),
} as const;

/** The account that signs in is the one whose SMTP AUTH counts. */
const SMTP_AUTH_OFF = {
  ...MICROSOFT,
  ...FIXED,
  who: "Exchange administrator",
  lines: ({ word }: FilledPlace) => [
    `Set-CASMailbox -Identity ${word.account} -SmtpClientAuthenticationDisabled $false`,
  ],
} as const;

const SEND_AS = {
  ...MICROSOFT,
  ...FIXED,
  who: "Exchange administrator",
  lines: ({ word }: FilledPlace) => [
    `Add-RecipientPermission ${word.mailbox} -Trustee ${word.delegate} -AccessRights SendAs`,
  ],
} as const;

const ENTRA_POLICY = { ...MICROSOFT, ...FIXED, who: "Entra administrator", page: ENTRA } as const;

/** The causes that are known. */
export const MAIL_CAUSES = {
  "smtp-auth-off-for-tenant": SMTP_AUTH_OFF,
  "smtp-auth-off-for-mailbox": SMTP_AUTH_OFF,
  "basic-authentication": { ...BOTH, ...UPDATE },
  "sign-in-policy": ENTRA_POLICY,
  "wrong-account": { ...MICROSOFT, ...SIGN_IN },
  "shared-mailbox-smtp": { ...SEND_AS, shared: true },
  "send-as-denied": SEND_AS,
  "imap-off-for-mailbox": {
    ...MICROSOFT,
    ...FIXED,
    who: "Exchange administrator",
    lines: ({ word }) => [`Set-CASMailbox -Identity ${word.mailbox} -ImapEnabled $true`],
  },
  "no-full-access": {
    ...MICROSOFT,
    ...FIXED,
    who: "Exchange administrator",
    shared: true,
    lines: ({ word }) => [
      `Add-MailboxPermission ${word.mailbox} -User ${word.delegate} -AccessRights FullAccess`,
    ],
  },
  "mailbox-unusable": {
    ...MICROSOFT,
    ...FIXED,
    who: "Microsoft 365 administrator",
    page: "https://admin.microsoft.com/#/users",
  },
  "refresh-token-idle": { ...MICROSOFT, ...SIGN_IN },
  "refresh-token-revoked": { ...MICROSOFT, ...SIGN_IN },
  "sign-in-frequency": ENTRA_POLICY,
  "conditional-access": ENTRA_POLICY,
  "consent-missing": {
    ...ENTRA_POLICY,
    page: ({ directoryId, entraClientId }) =>
      decodeURIComponent(adminConsentLink(PUBLIC_LOGIN, directoryId, entraClientId)),
  },
  "permission-on-wrong-api": { ...MICROSOFT, ...UPDATE },
  "tenant-id-wrong": { ...MICROSOFT, ...UPDATE },
  "redirect-uri-unregistered": { ...MICROSOFT, ...UPDATE },
  "secret-wrong": { ...BOTH, ...UPDATE },
  "secret-expired": {
    ...MICROSOFT,
    ...UPDATE,
    step: ({ tenant }) => ({ kind: "modern-auth", words: ["rotate", tenant] }),
  },
  "application-disabled": { ...MICROSOFT, ...UPDATE },
  "application-absent": { ...MICROSOFT, ...UPDATE },
  "assignment-required": ENTRA_POLICY,
  throttled: {
    ...BOTH,
    who: "nobody",
    waiting: true,
    step: () => ({ kind: "retry", note: "in a few minutes" }),
  },
  "google-token-ended": { ...GOOGLE, ...SIGN_IN },
  "google-scope-missing": { ...GOOGLE, ...SIGN_IN },
  "google-imap-off": {
    ...GOOGLE,
    ...FIXED,
    who: "Google Workspace administrator",
    page: "https://support.google.com/a/answer/105694",
  },
  "google-app-blocked": {
    ...GOOGLE,
    ...FIXED,
    who: "Google Workspace administrator",
    page: "https://support.google.com/a/answer/7281227",
  },
  "google-client-gone": {
    ...GOOGLE,
    ...FIXED,
    who: "operator",
    page: "https://console.cloud.google.com/auth/clients",
  },
  "google-redirect-uri": {
    ...GOOGLE,
    ...UPDATE,
    step: ({ tenant }) => ({ kind: "modern-auth", words: ["google", "guide", tenant] }),
  },
  "server-archived": { ...BOTH, ...FIXED, who: "ERP user" },
  "server-unconfirmed": {
    ...BOTH,
    ...SIGN_IN,
    step: (at) => ({ ...SIGN_IN.step(at), note: 'then "Tester et confirmer" in the ERP' }),
  },
  "token-missing": { ...BOTH, ...SIGN_IN },
  "server-settings": { ...BOTH, ...FIXED, who: "ERP user" },
} as const satisfies Record<string, MailCause>;

export type MailCauseId = keyof typeof MAIL_CAUSES;

/** One of them, by the type that all have in common. */
export const mailCauseOf = (id: MailCauseId): MailCause => MAIL_CAUSES[id];

/** What a program decides by. */
export function decisive(id: MailCauseId): Pick<MailCause, "who" | "waiting"> {
  const { who, waiting } = MAIL_CAUSES[id];
  return { who, waiting };
}
