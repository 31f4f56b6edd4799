import {
  type CallOptions,
  type ErpClient,
  type ErpUser,
  type ErpVersion,
  isObject,
  isRead,
  once,
  parseUser,
  parseVersion,
} from "./client.ts";
import { guardIds, type OpenErpConnection, sceneOf } from "./connection.ts";
import { localError, serverError } from "./explain.ts";
import { exchangeJson } from "./json.ts";
import { withRetry } from "./retry.ts";

/** JSON-2 on `/json/2`: version 19 and later, API key only. */
export function json2Client(connection: OpenErpConnection): ErpClient {
  const { origin, database, login, secrets } = connection;
  async function call(model: string, method: string, options: CallOptions = {}): Promise<unknown> {
    guardIds(connection, model, method, options);
    const { ids, args = {}, kwargs = {}, context, timeoutMs } = options;
    const scene = sceneOf(connection, model, method);
    const body = { ...args, ...kwargs, ...(ids ? { ids } : {}), ...(context ? { context } : {}) };
    return await withRetry(
      async () => {
        const { status, json } = await exchangeJson(connection.http, {
          method: "POST",
          path: `/json/2/${encodeURIComponent(model)}/${encodeURIComponent(method)}`,
          headers: { authorization: `Bearer ${connection.password()}`, "X-Odoo-Database": database },
          body,
          timeoutMs,
          scene,
        });
        if (status >= 200 && status < 300) return json;
        throw refusal(json, status, scene);
      },
      { ...connection.retry, read: isRead(method), enabled: options.retry ?? true },
    );
  }

  async function readUser(): Promise<ErpUser> {
    const context = await call("res.users", "context_get");
    return parseUser(context, isObject(context) ? context["uid"] : undefined);
  }

  return {
    protocol: "json2",
    url: origin,
    database,
    login,
    call,
    version: once(async () => (await webVersion(connection)) ?? parseVersion("")),
    user: once(readUser),
    protect: (secret) => secrets.add(secret),
    redact: secrets.redact,
  };
}

/** The version as the web server tells it to anybody; undefined where this address does not exist (before 19). */
export async function webVersion(connection: OpenErpConnection): Promise<ErpVersion | undefined> {
  const scene = sceneOf(connection, undefined, "version");
  const ask = { method: "GET", path: "/web/version", scene } as const;
  const { json } = await withRetry(() => exchangeJson(connection.http, ask), {
    ...connection.retry,
    read: true,
    enabled: true,
  });
  const text = isObject(json) ? json["version"] : undefined;
  return typeof text === "string" ? parseVersion(text) : undefined;
}

function refusal(json: unknown, status: number, scene: ReturnType<typeof sceneOf>): Error {
  if (!isObject(json) || typeof json["name"] !== "string") {
    return localError(
      scene,
      "html",
      `${scene.url} does not answer as an ERP's /json/2 does (HTTP ${status}): wrong URL, or a proxy in between.`,
    );
  }
  const message = typeof json["message"] === "string" ? json["message"] : "";
  return serverError(scene, { name: json["name"], message, status, debug: json["debug"] });
}
