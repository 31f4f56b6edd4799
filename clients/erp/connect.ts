import type { ErpClient, ErpVersion } from "./client.ts";
import { type Connection, type ConnectionOptions, openConnection } from "./connection.ts";
import { type ErpErrorKind, isErpError } from "./errors.ts";
import { json2Client, webVersion } from "./json2.ts";
import { jsonRpcClient } from "./jsonrpc.ts";

export interface ConnectOptions extends ConnectionOptions {
  /** @default "auto": json2 where the ERP has it and accepts the key with it, else jsonrpc */
  protocol?: "auto" | "json2" | "jsonrpc";
}

/** First version with JSON-2. */
const JSON2_SINCE = 19;

/**
 * Opens an ERP and logs in. Never through the web session: that would overwrite the ERP's own base URL.
 * @throws ErpError
 */
export async function connect(options: ConnectOptions): Promise<ErpClient> {
  const connection = openConnection(options);
  const protocol = options.protocol ?? "auto";
  if (protocol === "json2" || (protocol === "auto" && hasJson2(await askVersion(connection)))) {
    const client = json2Client(connection);
    // A password works with JSON-RPC only, and there the same user may get in.
    const fallback = protocol === "auto" ? (["login-refused", "html"] as const) : [];
    if (await unless(fallback, client.user)) return client;
  }
  const client = jsonRpcClient(connection);
  await client.user();
  return client;
}

function hasJson2(version: ErpVersion | undefined): boolean {
  return version !== undefined && version.major >= JSON2_SINCE;
}

/** Versions before 19 don't know the address; whatever they say to it, `/jsonrpc` will tell the truth. */
async function askVersion(connection: Connection): Promise<ErpVersion | undefined> {
  return await unless(["html", "redirect", "unknown-database"], () => webVersion(connection));
}

/** Undefined when the attempt fails in one of these ways; every other failure is final. */
async function unless<T>(kinds: readonly ErpErrorKind[], attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (kinds.length > 0 && isErpError(error, ...kinds)) return undefined;
    throw error;
  }
}
