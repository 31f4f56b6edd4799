import {
  type CallOptions,
  type ErpClient,
  type ErpUser,
  type ErpVersion,
  isObject,
  isRead,
  once,
  parseUser,
} from "./client.ts";
import { type OpenErpConnection, sceneOf } from "./connection.ts";
import { executeKwArguments, versionOf } from "./executeKw.ts";
import { localError, loginRefused, serverError } from "./explain.ts";
import { exchangeJson } from "./json.ts";
import { withRetry } from "./retry.ts";

/** JSON-RPC on `/jsonrpc`: versions 8 to 21, password or API key. */
export function jsonRpcClient(connection: OpenErpConnection): ErpClient {
  const { origin, database, login, secrets } = connection;
  const uid = once(authenticate);
  let id = 0;

  async function rpc(
    service: "common" | "object",
    rpcMethod: string,
    args: unknown[],
    about: { model?: string; method: string },
    options: Pick<CallOptions, "timeoutMs" | "retry"> = {},
  ): Promise<unknown> {
    const scene = sceneOf(connection, about.model, about.method);
    const read = service === "common" || isRead(about.method);
    return await withRetry(
      async () => {
        id += 1;
        const body = { jsonrpc: "2.0", method: "call", id, params: { service, method: rpcMethod, args } };
        const { timeoutMs } = options;
        const { json } = await exchangeJson(connection.http, {
          method: "POST",
          path: "/jsonrpc",
          body,
          timeoutMs,
          scene,
        });
        if (!isObject(json))
          throw localError(scene, "html", `${origin} does not answer as an ERP's /jsonrpc does.`);
        const error = json["error"];
        if (isObject(error)) throw serverError(scene, readError(error));
        if (json["jsonrpc"] !== "2.0") {
          throw localError(scene, "html", `${origin} does not answer as an ERP's /jsonrpc does.`);
        }
        // A method that returns nothing answers with neither `result` nor `error`.
        return json["result"] ?? null;
      },
      { ...connection.retry, read, enabled: options.retry ?? true },
    );
  }

  async function authenticate(): Promise<number> {
    const args = [database, login, connection.password(), {}];
    const answer = await rpc("common", "authenticate", args, { method: "authenticate" });
    if (typeof answer === "number" && answer > 0) return answer;
    const scene = sceneOf(connection, undefined, "authenticate");
    throw localError(scene, "login-refused", loginRefused(scene));
  }

  async function call(model: string, method: string, options: CallOptions = {}): Promise<unknown> {
    const rpcArgs = await executeKwArguments(connection, uid, model, method, options);
    return await rpc("object", "execute_kw", rpcArgs, { model, method }, options);
  }

  async function readVersion(): Promise<ErpVersion> {
    return versionOf(await rpc("common", "version", [], { method: "version" }));
  }

  async function readUser(): Promise<ErpUser> {
    return parseUser(await call("res.users", "context_get"), await uid());
  }

  return {
    protocol: "jsonrpc",
    url: origin,
    database,
    login,
    call,
    version: once(readVersion),
    user: once(readUser),
    protect: (secret) => secrets.add(secret),
    redact: secrets.redact,
  };
}

function readError(error: Record<string, unknown>): { name: string; message: string; debug: unknown } {
  const data = isObject(error["data"]) ? error["data"] : {};
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    name: text(data["name"]) || "unknown",
    message: text(data["message"]) || text(error["message"]),
    debug: data["debug"],
  };
}
