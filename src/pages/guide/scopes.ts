/** How Google classes what a scope gives access to (https://support.google.com/cloud/answer/15549135). */
export type ScopeClass = "nonSensitive" | "sensitive" | "restricted";

/**
 * The scopes to choose under "Data Access". IMAP and SMTP take `https://mail.google.com/` and nothing narrower
 * (https://developers.google.com/workspace/gmail/imap/xoauth2-protocol), which is restricted. No page of Google's classes the
 * calendar's scope in writing: the console does, and so far as sensitive.
 */
export const SCOPES: readonly { readonly scope: string; readonly kind: ScopeClass }[] = [
  { scope: "openid", kind: "nonSensitive" },
  { scope: "email", kind: "nonSensitive" },
  { scope: "profile", kind: "nonSensitive" },
  { scope: "https://www.googleapis.com/auth/calendar", kind: "sensitive" },
  { scope: "https://mail.google.com/", kind: "restricted" },
];
