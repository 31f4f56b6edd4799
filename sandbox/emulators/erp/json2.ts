import { DroppedConnection } from "../core/faults.ts";
import { call, findMethod } from "./core.ts";
import { asErpError, ErpError, errorData, leakyFrames, NotFoundError, valueError } from "./errors.ts";
import { json, wrongType } from "./html.ts";
import { isJson } from "./jsonrpc.ts";
import { userOfKey } from "./login.ts";
import type { World } from "./schema.ts";
import { idList, isRow, type Row, truthy, type Value } from "./values.ts";

/** An error of the web framework: its arguments end with the status. */
class HttpError extends ErpError {
  readonly status: number;

  constructor(status: number, kind: string, title: string, message: string) {
    super(`werkzeug.exceptions.${kind}`, message, [message, status], `${status} ${title}: ${message}`);
    this.status = status;
  }
}

const unauthorized = (message: string) => new HttpError(401, "Unauthorized", "Unauthorized", message);
const unprocessable = (message: string) =>
  new HttpError(422, "UnprocessableEntity", "Unprocessable Entity", message);
const notFound = (message: string) => new HttpError(404, "NotFound", "Not Found", message);

const statuses: Record<string, number> = {
  "odoo.exceptions.AccessError": 403,
  "odoo.exceptions.AccessDenied": 403,
  "odoo.exceptions.MissingError": 404,
  "odoo.exceptions.LockError": 409,
  "odoo.exceptions.UserError": 422,
  "odoo.exceptions.ValidationError": 422,
};

function failed(thrown: unknown, frames = ""): Response {
  if (thrown instanceof DroppedConnection) throw thrown;
  const error = asErpError(thrown);
  const status = error instanceof HttpError ? error.status : (statuses[error.kind] ?? 500);
  return json("odoo-19", status, errorData("odoo-19", error, frames));
}

/** @throws ErpError when the request says nothing or something wrong of who sends it */
function caller(world: World, request: Request): number {
  const [, key] = /^bearer\s+(\S.*)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!key) throw unauthorized("User not authenticated, use an API Key with a Bearer Authorization header.");
  const uid = userOfKey(world.state, key.trim());
  if (uid === undefined) throw unauthorized("Invalid apikey");
  return uid;
}

/** An empty body, and a list, count as no arguments. @throws ErpError when the body is no JSON */
function body(text: string): Row {
  if (text.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isRow(parsed) ? parsed : {};
  } catch {
    throw new HttpError(
      400,
      "BadRequest",
      "Bad Request",
      "could not parse the body as json: Expecting value",
    );
  }
}

/** @throws ErpError ValueError as Python does when it makes a dictionary of something else */
function contextOf(value: Value | undefined): Row {
  if (isRow(value)) return value;
  if (!truthy(value)) return {};
  throw valueError("dictionary update sequence element #0 has length 1; 2 is required");
}

async function answer(
  world: World,
  request: Request,
  text: string,
  model: string,
  name: string,
): Promise<Response> {
  const uid = caller(world, request);
  const { ids, context, ...args } = body(text);
  const method = findMethod(world, model, name);
  const params = method.params.map((param) => param.replace("?", ""));
  if (!method.ofRecords && ids !== undefined) throw unprocessable(`cannot call ${model}.${name} with ids`);
  const asked = contextOf(context);
  const missing = method.params.find((param) => !param.endsWith("?") && !(param in args));
  const unexpected = Object.keys(args).find((key) => !params.includes(key));
  if (missing) throw unprocessable(`missing a required argument: '${missing}'`);
  if (unexpected) throw unprocessable(`got an unexpected keyword argument '${unexpected}'`);
  const result = await call(world, { uid, model, method: name, ids: idList(ids), args, context: asked });
  const created = name === "create" && typeof result === "number" ? [result] : result;
  return json("odoo-19", 200, created ?? null);
}

const noDatabase = `<!DOCTYPE html>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>
<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>

<!-- Alternatively, use the X-Odoo-Database header. -->
`;

/** The path `/json/2/<model>/<method>` of 19. Unlike the other protocols it speaks through HTTP's status. */
export async function json2(world: World, request: Request): Promise<Response> {
  const [, , , model, name, rest] = new URL(request.url).pathname.split("/");
  if (request.method !== "POST" || !model || !name || rest !== undefined) {
    return failed(notFound("Did you mean POST /json/2/<model>/<method>?"));
  }
  const type = request.headers.get("content-type");
  if (type && !isJson(request)) return wrongType("'http'", "/json/2/<__model__>/<__method__>", "json2");
  const database = request.headers.get("x-odoo-database");
  if (database !== null && !world.state.databases.includes(database)) {
    return new Response(noDatabase, { status: 404, headers: { "content-type": "text/html; charset=utf-8" } });
  }
  const text = await request.text();
  try {
    return await answer(world, request, text, decodeURIComponent(model), decodeURIComponent(name));
  } catch (thrown) {
    const frames = world.state.leakyTracebacks ? leakyFrames(text) : "";
    if (!(thrown instanceof NotFoundError)) return failed(thrown, frames);
    const message = world.models.has(model) ? thrown.message : `the model '${model}' does not exist`;
    return failed(notFound(message));
  }
}
