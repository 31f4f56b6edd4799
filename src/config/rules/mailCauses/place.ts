import { EMAIL, isGuid } from "../formats.ts";
import { powerShellWord } from "../powerShell.ts";

/** Which mailbox a cause is about, as far as it is known. All of it may come from an ERP, so none of it is trusted. */
export interface MailPlace {
  /** Address that the ERP fetches from or sends as. */
  mailbox?: string | undefined;
  /** Account that signs in; default: the mailbox itself. Another one where the mailbox is shared. */
  account?: string | undefined;
  /** The tenant's stack. */
  tenant?: string;
  /** Id of the incoming mail server in the ERP. */
  server?: number | undefined;
  /** Entra's directory (tenant) id. */
  directoryId?: string | undefined;
  /** Client id of the application at the system that the cause is about. */
  clientId?: string | undefined;
}

/** What stands for a value that is not known, or has not the form that it must have. A shell refuses it unfilled. */
export type MailPlaceholders = Readonly<
  Record<
    "mailbox" | "delegate" | "tenant" | "server" | "directoryId" | "entraClientId" | "googleClientId",
    string
  >
>;

/** Every value, or its placeholder. */
export interface FilledPlace extends Record<keyof MailPlaceholders | "account", string> {
  /** The addresses, as PowerShell takes them. */
  word: Record<"mailbox" | "account" | "delegate", string>;
}

/** Values go into commands only where their form is known. */
export function filledPlace(
  { mailbox, account, tenant, server, directoryId, clientId }: MailPlace,
  placeholders: MailPlaceholders,
): FilledPlace {
  const address = addressOf(mailbox);
  const signer = addressOf(account) ?? (account === undefined ? address : undefined);
  const delegate = signer?.toLowerCase() === address?.toLowerCase() ? undefined : signer;
  const word = (value: string | undefined, placeholder: string): string =>
    value === undefined ? placeholder : powerShellWord(value);
  const { mailbox: noMailbox, delegate: noDelegate } = placeholders;
  return {
    mailbox: address ?? noMailbox,
    account: signer ?? noMailbox,
    delegate: delegate ?? noDelegate,
    tenant: tenant ?? placeholders.tenant,
    server: server === undefined ? placeholders.server : String(server),
    directoryId: directoryId && isGuid(directoryId) ? directoryId : placeholders.directoryId,
    entraClientId: clientId && isGuid(clientId) ? clientId : placeholders.entraClientId,
    googleClientId: clientId && isGoogleClientId(clientId) ? clientId : placeholders.googleClientId,
    word: {
      mailbox: word(address, noMailbox),
      account: word(signer, noMailbox),
      delegate: word(delegate, noDelegate),
    },
  };
}

/** RFC 5321 has no longer ones, and the pattern is slow on what is far longer. */
const addressOf = (text: string | undefined): string | undefined =>
  text !== undefined && text.length <= 254 && EMAIL.test(text) ? text : undefined;

const isGoogleClientId = (text: string): boolean =>
  text.length <= 200 && /^[\w-]+\.apps\.googleusercontent\.com$/.test(text);
