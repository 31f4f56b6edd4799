import { type MailSystem, type ServerKind, systemOfHost } from "../mailSystems.ts";
import type { MailCauseId } from "./causes.ts";

/** What the ERP's record of a mail server holds that decides whether mail can flow. Undefined: not known. */
export interface MailServerRecord {
  kind: ServerKind;
  archived: boolean;
  useOAuth2: boolean;
  /** Undefined for outgoing servers, which need no confirmation. */
  confirmed: boolean | undefined;
  /** Whether a person has signed in for it. */
  token: boolean | undefined;
  /** DNS name that the ERP connects to; empty when none is set. */
  host: string;
  port: number | undefined;
  encryption: ServerEncryption | undefined;
}

export type ServerEncryption = "none" | "starttls" | "ssl";

/**
 * Ports and encryption with which the systems take mail in and hand it out.
 *
 * @see https://support.microsoft.com/office/pop-imap-and-smtp-settings-8361e398-8af4-4e97-b147-6c6c4ac95353
 * @see https://developers.google.com/workspace/gmail/imap/imap-smtp
 */
const OFFERED: Readonly<Record<MailSystem, Record<ServerKind, readonly string[]>>> = {
  microsoft: { incoming: ["993 ssl", "995 ssl"], outgoing: ["587 starttls", "25 starttls"] },
  google: { incoming: ["993 ssl", "995 ssl"], outgoing: ["587 starttls", "465 ssl"] },
};

/** What stops mail by the server's record alone, before anybody answers. Pure. */
export function mailCausesOfRecord(record: MailServerRecord): readonly MailCauseId[] {
  const signIn = signInCause(record);
  return [
    ...(record.archived ? (["server-archived"] as const) : []),
    ...(settingsFit(record) ? [] : (["server-settings"] as const)),
    ...(signIn ? [signIn] : []),
  ];
}

/** The first thing that is missing for a sign-in with OAuth2: the others come after it. */
function signInCause({ useOAuth2, token, confirmed }: MailServerRecord): MailCauseId | undefined {
  if (!useOAuth2) return "basic-authentication";
  if (token === false) return "token-missing";
  return confirmed === false ? "server-unconfirmed" : undefined;
}

/** A host that is neither Microsoft's nor Google's may have any. */
function settingsFit({ kind, host, port, encryption }: MailServerRecord): boolean {
  const system = systemOfHost(host);
  if (!system || port === undefined || encryption === undefined) return true;
  return OFFERED[system][kind].includes(`${port} ${encryption}`);
}
