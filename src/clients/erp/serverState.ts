import type { MailServerRecord, ServerEncryption } from "#config/rules/mailCauses/record.ts";
import type { ErpClient } from "./client.ts";
import { type FoundField, SERVER_MODELS } from "./discovery.ts";
import { fieldsGet, readOne } from "./records.ts";
import type { MatchedErpServer } from "./servers.ts";
import { hasValue } from "./signIn.ts";

const ACCOUNT = { incoming: "user", outgoing: "smtp_user" } as const;
const PORT = { incoming: "port", outgoing: "smtp_port" } as const;

/** Where a mail server stands. */
export interface ServerState extends MatchedErpServer, MailServerRecord {
  /** Account that it signs in with; undefined where none is set, or the ERP's user may not read it. */
  account: string | undefined;
  /** The first failure since mail was last fetched (since 17), in the language of the ERP; already free of secrets. */
  error: string | undefined;
}

/** @param token field that holds what a sign-in brings, if one is known @throws ErpError */
export async function readServerState(
  client: ErpClient,
  server: MatchedErpServer,
  use: FoundField,
  token: string | undefined,
): Promise<ServerState> {
  const model = SERVER_MODELS[server.kind];
  const known = await fieldsGet(client, model);
  const [account, port] = [ACCOUNT[server.kind], PORT[server.kind]];
  const wanted = [
    ...[use.field, "active", "state", "error_message", "is_ssl", "smtp_encryption"],
    ...[account, port],
  ];
  const row = await readOne(
    client,
    model,
    server.id,
    wanted.filter((name) => known.has(name)),
  );
  const error = textOf(row["error_message"]);
  return {
    ...server,
    archived: row["active"] === false,
    account: textOf(row[account]),
    port: typeof row[port] === "number" ? row[port] : undefined,
    encryption: encryptionOf(row["is_ssl"] ?? row["smtp_encryption"]),
    useOAuth2: row[use.field] === true,
    confirmed: server.kind === "incoming" ? row["state"] === "done" : undefined,
    token: token !== undefined && known.has(token) ? await hasValue(client, server, token) : undefined,
    error: error === undefined ? undefined : client.redact(error.trim()),
  };
}

const textOf = (shown: unknown): string | undefined =>
  typeof shown === "string" && shown ? shown : undefined;

/** Incoming servers have a tick, outgoing ones a choice: "none", "starttls" or "ssl", since 18 with "_strict". */
function encryptionOf(shown: unknown): ServerEncryption | undefined {
  if (typeof shown === "boolean") return shown ? "ssl" : "none";
  return (["none", "starttls", "ssl"] as const).find((one) => shown === one || shown === `${one}_strict`);
}
