import {
  type CallOptions,
  type ErpClient,
  type ErpUser,
  type ErpVersion,
  isRead,
  once,
  parseUser,
} from "./client.ts";
import { type OpenErpConnection, sceneOf } from "./connection.ts";
import { isErpError } from "./errors.ts";
import { executeKwArguments, versionOf } from "./executeKw.ts";
import { localError, loginRefused, serverError } from "./explain.ts";
import { readFault, returnedNothing } from "./fault.ts";
import { exchange, notTheApi } from "./http.ts";
import { withRetry } from "./retry.ts";
import { decodeReply, encodeCall } from "./xmlrpcCodec.ts";

/** Paths: faults are numbers in the first (since 8), texts in the second (7.0, and still served by later versions). */
const NUMBERS = "/xmlrpc/2";
const TEXTS = "/xmlrpc";

/** A dialect that a server was found to speak. */
interface Dialect {
  path: typeof NUMBERS | typeof TEXTS;
  version: ErpVersion;
}

/** XML-RPC: versions 7.0 to 21, password or API key. */
export function xmlRpcClient(connection: OpenErpConnection): ErpClient {
  const { origin, database, login, secrets } = connection;
  const dialect = once(findDialect);
  const uid = once(authenticate);

  async function rpc(
    path: string,
    rpcMethod: string,
    args: unknown[],
    about: { model?: string; method: string; read: boolean },
    options: Pick<CallOptions, "timeoutMs" | "retry"> = {},
  ): Promise<unknown> {
    const scene = sceneOf(connection, about.model, about.method);
    const { timeoutMs, retry = true } = options;
    const body = encodeCall(rpcMethod, args);
    return await withRetry(
      async () => {
        const ask = { method: "POST", path, type: "text/xml", body, timeoutMs, scene } as const;
        const answer = await exchange(connection.http, ask);
        const reply = decodeReply(answer.text);
        if (!reply) throw notTheApi(connection.http, ask, answer);
        if ("result" in reply) return reply.result;
        if (returnedNothing(reply.fault)) {
          if (!about.read) return null;
          // Somewhere inside the answer there is a None, and with it all of the answer is lost.
          throw localError(scene, "unanswerable", unanswerable(about.method));
        }
        throw serverError(scene, { ...readFault(reply.fault), debug: reply.fault.text });
      },
      { ...connection.retry, read: about.read, enabled: retry },
    );
  }

  async function common(path: Dialect["path"], method: string, args: unknown[] = []): Promise<unknown> {
    return await rpc(`${path}/common`, method, args, { method, read: true });
  }

  /** 7.0 takes the newer path for the name of a service that it does not have, and answers with a fault. */
  async function findDialect(): Promise<Dialect> {
    try {
      return { path: NUMBERS, version: versionOf(await common(NUMBERS, "version")) };
    } catch (error) {
      if (!isErpError(error, "html", "redirect", "other")) throw error;
    }
    return { path: TEXTS, version: versionOf(await common(TEXTS, "version")) };
  }

  /** `login` is the one that every version has. It answers "false" to a refused login. */
  async function authenticate(): Promise<number> {
    const { path } = await dialect();
    const answer = await common(path, "login", [database, login, connection.password()]);
    if (typeof answer === "number" && answer > 0) return answer;
    const scene = sceneOf(connection, undefined, "login");
    throw localError(scene, "login-refused", loginRefused(scene));
  }

  async function call(model: string, method: string, options: CallOptions = {}): Promise<unknown> {
    const rpcArgs = await executeKwArguments(connection, uid, model, method, options);
    const about = { model, method, read: isRead(method) };
    return await rpc(`${(await dialect()).path}/object`, "execute_kw", rpcArgs, about, options);
  }

  /** The user's own context, which the other protocols ask for, has no form in XML-RPC before version 19. */
  async function readUser(): Promise<ErpUser> {
    const answer = await call("res.users", "read", { ids: [await uid()], args: { fields: ["lang"] } });
    return parseUser(Array.isArray(answer) ? answer[0] : undefined, await uid());
  }

  return {
    protocol: "xmlrpc",
    url: origin,
    database,
    login,
    call,
    version: async () => (await dialect()).version,
    user: once(readUser),
    protect: (secret) => secrets.add(secret),
    redact: secrets.redact,
  };
}

function unanswerable(method: string): string {
  return `The ERP's answer to ${method} holds an empty value, which XML-RPC has no form for. Use JSON-RPC where the ERP has it: pulumi config set modernauth:erpProtocol jsonrpc --stack <stack>`;
}
