import type { ErpClient } from "./client.ts";
import { type ConnectionOptions, type OpenErpConnection, openConnection } from "./connection.ts";
import { type ErpErrorKind, isErpError } from "./errors.ts";
import { json2Client, webVersion } from "./json2.ts";
import { jsonRpcClient } from "./jsonrpc.ts";
import { xmlRpcClient } from "./xmlrpc.ts";

export const PROTOCOLS = ["auto", "json2", "jsonrpc", "xmlrpc"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface ConnectOptions extends ConnectionOptions {
  /** @default "auto": json2 where the ERP has it and accepts the key with it, else jsonrpc, else xmlrpc */
  protocol?: Protocol | undefined;
}

/** First version with JSON-2. */
const JSON2_SINCE = 19;

/**
 * Opens an ERP and logs in. Never through the web session: that would overwrite the ERP's own base URL.
 * @throws ErpError
 */
export async function connect(options: ConnectOptions): Promise<ErpClient> {
  const connection = openConnection(options);
  const client = await choose(connection, options.protocol ?? "auto");
  await client.user();
  return client;
}

async function choose(connection: OpenErpConnection, protocol: Protocol): Promise<ErpClient> {
  switch (protocol) {
    case "json2":
      return json2Client(connection);
    case "jsonrpc":
      return jsonRpcClient(connection);
    case "xmlrpc":
      return xmlRpcClient(connection);
    case "auto":
      return await probe(connection);
  }
}

/** Asks the newest protocol first. Each question needs no login but the one that finds out whether JSON-2 takes the key. */
async function probe(connection: OpenErpConnection): Promise<ErpClient> {
  // Versions before 19 don't know this address; whatever they say to it, the next ones will tell the truth.
  const version = await unless(["html", "redirect", "unknown-database"], () => webVersion(connection));
  if (version && version.major >= JSON2_SINCE) {
    const json2 = json2Client(connection);
    // A password works with the older protocols only, and there the same user may get in.
    if (await unless(["login-refused", "html"], json2.user)) return json2;
  }
  const jsonrpc = jsonRpcClient(connection);
  // 7.0 has no such address. Where there is none for XML-RPC either, its error speaks for both.
  return (await unless(["html"], jsonrpc.version)) ? jsonrpc : xmlRpcClient(connection);
}

/** Undefined when the attempt fails in one of these ways; every other failure is final. */
async function unless<T>(kinds: readonly ErpErrorKind[], attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (isErpError(error, ...kinds)) return undefined;
    throw error;
  }
}
