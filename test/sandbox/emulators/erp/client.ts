import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import type { ErpState } from "#sandbox/emulators/erp/erp.ts";

/** What a caller of the JSON-RPC object service gets: a result, or the class and message of an error. */
export interface Outcome {
  result?: unknown;
  error?: { name: string; message: string };
}

const send = (erp: Emulator<ErpState>, path: string, body: unknown, headers: Record<string, string> = {}) =>
  erp.fetch(
    new Request(`http://erp.example.com${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );

/** The id and credentials of a user, by login. */
export function userOf(erp: Emulator<ErpState>, login: string) {
  const [id = ""] =
    Object.entries(erp.state.records["res.users"] ?? {}).find(([, row]) => row["login"] === login) ?? [];
  const credentials = erp.state.credentials[id];
  if (!credentials) throw new Error(`no user ${login}`);
  return { uid: Number(id), ...credentials };
}

export async function service(
  erp: Emulator<ErpState>,
  name: string,
  method: string,
  args: unknown[],
): Promise<Outcome> {
  const params = { service: name, method, args };
  const response = await send(erp, "/jsonrpc", { jsonrpc: "2.0", method: "call", id: 1, params });
  const body = (await response.json()) as {
    result?: unknown;
    error?: { data: { name: string; message: string } };
  };
  if (body.error) return { error: { name: body.error.data.name, message: body.error.data.message } };
  return "result" in body ? { result: body.result } : {};
}

/** Calls a method over JSON-RPC, as "admin" unless said otherwise. */
export function rpc(
  erp: Emulator<ErpState>,
  model: string,
  method: string,
  args: unknown[] = [],
  kwargs: Record<string, unknown> = {},
  login = "admin",
): Promise<Outcome> {
  const { uid, apiKey } = userOf(erp, login);
  return service(erp, "object", "execute_kw", ["erp", uid, apiKey, model, method, args, kwargs]);
}

/** Calls a method over JSON-2. */
export function json2(
  erp: Emulator<ErpState>,
  model: string,
  method: string,
  body: unknown = {},
  login = "admin",
) {
  const { apiKey } = userOf(erp, login);
  return send(erp, `/json/2/${model}/${method}`, body, { authorization: `bearer ${apiKey}` });
}
