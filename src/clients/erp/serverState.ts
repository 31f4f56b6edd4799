import type { ErpClient } from "./client.ts";
import { type FoundField, SERVER_MODELS } from "./discovery.ts";
import { fieldsGet, readOne } from "./records.ts";
import type { ErpServer } from "./servers.ts";
import { hasValue } from "./signIn.ts";

/** Where a mail server stands. */
export interface ServerState extends ErpServer {
  useOAuth2: boolean;
  /** Whether an incoming server fetches mail; undefined for outgoing ones, which need no confirmation. */
  confirmed: boolean | undefined;
  /** Whether a person has signed in for it; undefined where no field of the ERP tells. */
  token: boolean | undefined;
  /** What the ERP noted when it last failed to fetch (since 17), in its own language; already free of secrets. */
  error: string | undefined;
}

/** @param token field that holds what a sign-in brings, if one is known @throws ErpError */
export async function readServerState(
  client: ErpClient,
  server: ErpServer,
  use: FoundField,
  token: string | undefined,
): Promise<ServerState> {
  const model = SERVER_MODELS[server.kind];
  const known = await fieldsGet(client, model);
  const wanted = [use.field, "state", "error_message"].filter((name) => known.has(name));
  const row = await readOne(client, model, server.id, wanted);
  const error = row["error_message"];
  return {
    kind: server.kind,
    id: server.id,
    name: server.name,
    useOAuth2: row[use.field] === true,
    confirmed: server.kind === "incoming" ? row["state"] === "done" : undefined,
    token: token !== undefined && known.has(token) ? await hasValue(client, server, token) : undefined,
    error: typeof error === "string" && error ? client.redact(error.trim()) : undefined,
  };
}
