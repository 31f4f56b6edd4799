import { exchanges, type OdooContract } from "#test/contracts/odoo.ts";
import type { Exchange, Protocol } from "#test/contracts/wire.ts";

/** One recorded exchange with a real Odoo. */
export type Recorded = Exchange;

export type RecordingFile = `${"odoo-14" | "odoo-19"}/${"jsonrpc" | "json-2" | "xmlrpc-1" | "xmlrpc-2"}`;

/** Those in JSON, which `fakeErp.ts` answers with. */
export const FILES = [
  "odoo-14/jsonrpc",
  "odoo-19/jsonrpc",
  "odoo-19/json-2",
] as const satisfies RecordingFile[];

const cache = new Map<RecordingFile, Recorded[]>();

export function recorded(file: RecordingFile): Recorded[] {
  let all = cache.get(file);
  if (!all) {
    const [server, protocol] = file.split("/") as ["odoo-14" | "odoo-19", Protocol];
    const contract: OdooContract = `${server}/rpc`;
    all = [...exchanges(contract, protocol)];
    cache.set(file, all);
  }
  return all;
}

/** The exchange of that name. Names mean the same in every file. */
export function exchange(file: RecordingFile, name: string): Recorded {
  const found = recorded(file).find((one) => one.name === name);
  if (!found) throw new Error(`${file} has no exchange "${name}"`);
  return found;
}

/** What the exchange's method returned. */
export function result(file: RecordingFile, name: string): unknown {
  const { response } = exchange(file, name);
  return file === "odoo-19/json-2" ? response : (response as { result?: unknown }).result;
}

export function toResponse({ status, responseHeaders, response }: Recorded): Response {
  // Raw text is recorded as it came; JSON, also a bare JSON text, was parsed.
  const json = /^application\/json/.test(responseHeaders["content-type"] ?? "");
  const body = json ? JSON.stringify(response) : String(response);
  return new Response(body, { status, headers: responseHeaders });
}
