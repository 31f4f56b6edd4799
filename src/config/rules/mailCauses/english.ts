import type { MailWords } from "./words.ts";

const SIGN_IN = "Sign in again as the mailbox, with the button of the ERP's incoming server";

export const mailEnglish: MailWords = {
  actors: {
    "Exchange administrator": "Exchange administrator",
    "Entra administrator": "Entra administrator",
    "Microsoft 365 administrator": "Microsoft 365 administrator",
    "Google Workspace administrator": "Google Workspace administrator",
    "mailbox user": "mailbox user",
    "ERP user": "ERP user",
    operator: "operator",
    nobody: "nobody",
  },
  placeholders: {
    mailbox: "<mailbox>",
    delegate: "<account that signs in>",
    tenant: "<stack>",
    server: "<incoming server>",
    directoryId: "<directory id>",
    entraClientId: "<client id>",
    googleClientId: "<client id>",
  },
  waiting: {
    helps: "Waiting helps: it ends by itself.",
    doesNotHelp: "Waiting does not help.",
  },
  causes: {
    "smtp-auth-off-for-tenant": {
      what: "SMTP AUTH is switched off for the whole organization, which blocks OAuth 2.0 as well.",
      todo: "Switch SMTP AUTH on for this mailbox; for the whole organization it would be Set-TransportConfig -SmtpClientAuthenticationDisabled $false.",
    },
    "smtp-auth-off-for-mailbox": {
      what: "SMTP AUTH is switched off for this mailbox, which blocks OAuth 2.0 as well.",
      todo: "Switch SMTP AUTH on for this mailbox.",
    },
    "basic-authentication": {
      what: "The ERP signs in with a password (basic authentication): the mail server does not use OAuth2 in the ERP.",
      todo: "Switch the mail server to OAuth 2.0: tick “Use OAuth2” in the ERP, or run pulumi up --stack <stack>.",
    },
    "sign-in-policy": {
      what: "A security policy of the directory refuses this sign-in.",
      todo: ({ account }) =>
        `Entra admin center > Monitoring & health > Sign-in logs, user ${account}: exclude the account from the policy named there, or satisfy it.`,
    },
    "wrong-account": {
      what: "The token belongs to another account, or lacks the permission to send.",
      todo: `${SIGN_IN}; for a shared mailbox, as the licensed user who may send as it. Accept every permission.`,
    },
    "shared-mailbox-smtp": {
      what: "A shared mailbox cannot sign in to send: SMTP authenticates as a licensed user.",
      todo: "Enter a licensed user as the account of the ERP's outgoing server, and let this user send as the shared mailbox.",
    },
    "send-as-denied": {
      what: "The account that signed in may not send as this address.",
      todo: "Give the account that signs in the right to send as this address.",
    },
    "imap-off-for-mailbox": {
      what: "IMAP is switched off for this mailbox.",
      todo: "Switch IMAP on for this mailbox.",
    },
    "no-full-access": {
      what: "The token belongs to another account, which has no full access to this mailbox.",
      todo: "Give the account that signs in full access to the mailbox. The ERP's user stays the address of the mailbox.",
    },
    "mailbox-unusable": {
      what: "The account of the mailbox is disabled, has no license or does not exist.",
      todo: ({ account }) =>
        `Microsoft 365 admin center > Users > Active users, ${account}: check that the account exists, may sign in and has a license with a mailbox.`,
    },
    "refresh-token-idle": {
      what: "The refresh token expired because it was not used for 90 days.",
      todo: `${SIGN_IN}.`,
    },
    "refresh-token-revoked": {
      what: "The refresh token was revoked, for example by a new password or by “Revoke sessions”.",
      todo: `${SIGN_IN}.`,
    },
    "sign-in-frequency": {
      what: "A Conditional Access policy ends the sign-in after a fixed time (sign-in frequency).",
      todo: ({ account }) =>
        `Entra admin center > Entra ID > Conditional Access > Policies, the one with “Sign-in frequency”: exclude ${account}. Then the user signs in again.`,
    },
    "conditional-access": {
      what: "Multifactor authentication or Conditional Access asks for more than the ERP can answer by itself.",
      todo: ({ account }) =>
        `Entra admin center > Monitoring & health > Sign-in logs, user ${account}: exclude the account from the policy named there, or satisfy it. Then the user signs in again.`,
    },
    "consent-missing": {
      what: "Nobody has consented to the permissions of the application, or the consent was declined.",
      todo: "Open the link and accept the permissions for the organization.",
    },
    "permission-on-wrong-api": {
      what: "A permission is declared on the wrong API: IMAP and SMTP belong to Microsoft Graph.",
      todo: "Run pulumi preview --stack <stack>, which shows the permission, then pulumi up --stack <stack>.",
    },
    "tenant-id-wrong": {
      what: "The ERP signs in without the directory (tenant) id of the application, or with a wrong one.",
      todo: "Enter the directory (tenant) id as “Tenant” in the ERP's tab “OAuth2”, or run pulumi up --stack <stack>.",
    },
    "redirect-uri-unregistered": {
      what: "The ERP's redirect URI is not registered with the application.",
      todo: "Run pulumi preview --stack <stack>, which shows the URI, then pulumi up --stack <stack>.",
    },
    "secret-wrong": {
      what: "The client secret in the ERP is wrong, or was removed.",
      todo: "Run pulumi up --stack <stack>, which writes the right secret to the ERP.",
    },
    "secret-expired": {
      what: "The client secret in the ERP has expired.",
      todo: ({ tenant }) =>
        `Run modern-auth rotate ${tenant}, then pulumi up --stack ${tenant}, which creates the next secret and writes it to the ERP.`,
    },
    "application-disabled": {
      what: "The application is disabled in the directory.",
      todo: "Run pulumi preview --stack <stack>, which shows the change, then pulumi up --stack <stack>.",
    },
    "application-absent": {
      what: "The directory has no application with the client id that the ERP holds.",
      todo: "Run pulumi preview --stack <stack>, which shows the difference, then pulumi up --stack <stack>.",
    },
    "assignment-required": {
      what: "The application requires an assignment, and the user has none.",
      todo: ({ account }) =>
        `Entra admin center > Entra ID > Enterprise apps > the application > Users and groups: assign ${account}; or Properties: set “Assignment required?” to No.`,
    },
    throttled: {
      what: "The service is busy or away, or limits how fast this mailbox sends and fetches.",
      todo: "Retry in a few minutes.",
    },
    "google-token-ended": {
      what: "Google's token has ended: it was revoked, the password changed, it was not used for six months, or the app is in testing, where tokens end after seven days.",
      todo: `${SIGN_IN}. If it ends every seven days, publish the app: Google Auth Platform > Audience > Publish app.`,
    },
    "google-scope-missing": {
      what: "The token does not include Gmail: the user did not tick it when signing in.",
      todo: `${SIGN_IN}, and tick the access to Gmail.`,
    },
    "google-imap-off": {
      what: "IMAP is switched off in Google Workspace, or limited to certain applications.",
      todo: ({ googleClientId }) =>
        `Google Admin console > Apps > Google Workspace > Gmail > End User Access > POP and IMAP access: enable IMAP, for any mail client or for the OAuth client ${googleClientId}.`,
    },
    "google-app-blocked": {
      what: "The organization's API controls block the application.",
      todo: ({ googleClientId }) =>
        `Google Admin console > Security > Access and data control > API controls > Manage app access: add the client id ${googleClientId} as trusted.`,
    },
    "google-client-gone": {
      what: "The Google client was deleted or disabled.",
      todo: "Restore the client within 30 days of its deletion, or create another one and import its file; the reason why it was disabled is in Google's e-mail to the owner of the project.",
    },
    "google-redirect-uri": {
      what: "The ERP's redirect URI is not registered with the Google client.",
      todo: "Google Auth Platform > Clients > the client > Authorized redirect URIs: add the URI that the guide shows.",
    },
    "server-archived": {
      what: "The mail server is archived in the ERP, which does not use it.",
      todo: "Open the mail server in the ERP and unarchive it (tick “Active”).",
    },
    "server-unconfirmed": {
      what: "The incoming mail server is not confirmed and fetches no mail.",
      todo: `${SIGN_IN}, then press “Test & Confirm”.`,
    },
    "token-missing": {
      what: "The mail server has no token: someone has to sign in.",
      todo: "Sign in as the mailbox, with the button of the ERP's incoming server.",
    },
    "server-settings": {
      what: "Host, port or encryption of the mail server in the ERP are not those of the mail system.",
      todo: "Correct the mail server in the ERP. Microsoft: outlook.office365.com, 993, SSL/TLS; smtp.office365.com, 587, STARTTLS. Google: imap.gmail.com, 993, SSL/TLS; smtp.gmail.com, 587, STARTTLS.",
    },
  },
};
