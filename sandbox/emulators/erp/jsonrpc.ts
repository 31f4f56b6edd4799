import { DroppedConnection } from "../core/faults.ts";
import { missingText } from "./core.ts";
import { asErpError, type ErpError, errorData, leakyFrames, typeError } from "./errors.ts";
import { json, notFoundText, page, sentence, wrongType } from "./html.ts";
import type { Flavour } from "./options.ts";
import type { World } from "./schema.ts";
import { dispatch, versionInfo } from "./services.ts";
import { isRow, pyStr, type Row, type Value } from "./values.ts";

/** Whether a body is announced as JSON. */
export function isJson(request: Request): boolean {
  return /^application\/json\b/i.test(request.headers.get("content-type") ?? "");
}

/** An answer in the envelope. None has neither a result nor an error. */
function envelope(id: Value, outcome: Row): Row {
  return { jsonrpc: "2.0", id, ...outcome };
}

export function errorOutcome(flavour: Flavour, error: ErpError, frames = ""): Row {
  const code = flavour === "odoo-14" ? 200 : 0;
  return { error: { code, message: "Odoo Server Error", data: errorData(flavour, error, frames) } };
}

/** 14 answers JSON to whoever posts JSON to a path that isn't there. */
export function notFound(flavour: Flavour, request: Request): Response {
  if (flavour === "odoo-19" || request.method !== "POST" || !isJson(request))
    return page(flavour, 404, notFoundText);
  const message = `404 Not Found: ${notFoundText}`;
  const data = {
    name: "werkzeug.exceptions.NotFound",
    debug: `werkzeug.exceptions.NotFound: ${message}`,
    message,
    arguments: [],
    context: {},
  };
  const error = { code: 404, message: "404: Not Found", data, http_status: 404 };
  return json(flavour, 404, envelope(null, { error }));
}

/** What comes before anything is understood: wrong verb, wrong content type, no JSON. */
async function parsed(flavour: Flavour, request: Request): Promise<Row | Response> {
  const fourteen = flavour === "odoo-14";
  if (request.method !== "POST") {
    return fourteen
      ? page(
          flavour,
          400,
          "<function RPC.jsonrpc at 0x0>, /jsonrpc: Function declared as capable of handling request of type 'json' but called with a request of type 'http'",
        )
      : wrongType("'http', 'json2'", "/jsonrpc", "jsonrpc");
  }
  if (!isJson(request)) {
    return fourteen
      ? page(flavour, 400, "Session expired (invalid CSRF token)")
      : wrongType("'http'", "/jsonrpc", "jsonrpc");
  }
  const text = await request.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return fourteen ? page(flavour, 400, `Invalid JSON data: '${text}'`) : sentence(400, "Invalid JSON data");
  }
  if (isRow(body)) return body;
  return fourteen
    ? page(
        flavour,
        500,
        "The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.",
      )
    : sentence(400, "Invalid JSON-RPC data");
}

async function outcome(world: World, params: Value | undefined): Promise<Row> {
  const { flavour } = world.state;
  const given = isRow(params) ? params : {};
  const missing = ["service", "method", "args"].filter((name) => !(name in given));
  try {
    if (missing.length > 0)
      throw typeError(missingText(`${flavour === "odoo-14" ? "" : "JSONRPC."}jsonrpc()`, missing));
    const args = Array.isArray(given["args"]) ? given["args"] : [];
    const result = await dispatch(world, pyStr(given["service"] ?? ""), pyStr(given["method"] ?? ""), args);
    return result === undefined || result === null ? {} : { result };
  } catch (thrown) {
    if (thrown instanceof DroppedConnection) throw thrown;
    const frames = world.state.leakyTracebacks ? leakyFrames(given["args"]) : "";
    return errorOutcome(flavour, asErpError(thrown), frames);
  }
}

/** The path `/jsonrpc`. HTTP says 200 even where the envelope holds an error. */
export async function jsonrpc(world: World, request: Request): Promise<Response> {
  const { flavour } = world.state;
  const body = await parsed(flavour, request);
  if (body instanceof Response) return body;
  return json(flavour, 200, envelope(body["id"] ?? null, await outcome(world, body["params"])));
}

/** The version probe of the web client, an envelope too. */
export async function webclientVersion(world: World, request: Request): Promise<Response> {
  const body: unknown = await request.json().catch(() => ({}));
  const id = isRow(body) ? (body["id"] ?? null) : null;
  return json(world.state.flavour, 200, envelope(id, { result: versionInfo(world.state) }));
}
