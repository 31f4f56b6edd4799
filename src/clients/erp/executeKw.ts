import { type CallOptions, type ErpVersion, isObject, parseVersion } from "./client.ts";
import { guardIds, type OpenErpConnection } from "./connection.ts";

/**
 * The arguments of `execute_kw`, by which both JSON-RPC and XML-RPC call a method: who asks, what of, and by position what the caller
 * gives by name.
 *
 * @param uid the user's id; asked for only once the call is known to be safe
 * @throws ErpError for a call that would touch other records than it says
 */
export async function executeKwArguments(
  connection: OpenErpConnection,
  uid: () => Promise<number>,
  model: string,
  method: string,
  options: CallOptions,
): Promise<unknown[]> {
  guardIds(connection, model, method, options);
  const { ids, args = {}, kwargs = {}, context } = options;
  const positional = [...(ids ? [ids] : []), ...Object.values(args)];
  const named = { ...kwargs, ...(context ? { context } : {}) };
  return [connection.database, await uid(), connection.password(), model, method, positional, named];
}

/** The version in the answer of the service `common`. */
export function versionOf(answer: unknown): ErpVersion {
  const text = isObject(answer) ? answer["server_version"] : undefined;
  return parseVersion(typeof text === "string" ? text : "");
}
