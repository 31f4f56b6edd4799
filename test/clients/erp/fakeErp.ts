import { type Recorded, toResponse } from "./recordings.ts";

/** A call as the ERP's business code sees it, whatever protocol brought it. */
export interface Call {
  protocol: "jsonrpc" | "json2";
  /** "common.authenticate", "res.company.write", "GET /web/version" … */
  what: string;
  model: string;
  method: string;
  ids: number[];
  /** Arguments without ids: positional ones in a list (JSON-RPC), named ones by name (both). */
  args: unknown[];
  named: Record<string, unknown>;
  context: Record<string, unknown>;
  database: string;
  password: string;
  /** The body as it came over the wire. */
  body: unknown;
}

/** A whole recorded answer, a Response of one's own, or a value that the method returns. */
export type Reply =
  | Recorded
  | Response
  | { returns: unknown }
  | { fails: { name: string; message: string; status?: number } };

export interface FakeErp {
  fetch: (request: Request) => Promise<Response>;
  calls: Call[];
}

/** An ERP that answers as the test says, over both protocols. */
export function fakeErp(answer: (call: Call) => Reply | undefined): FakeErp {
  const calls: Call[] = [];
  return {
    calls,
    fetch: async (request) => {
      const text = await request.text();
      const call = decode(request, text === "" ? undefined : JSON.parse(text));
      calls.push(call);
      const reply = answer(call);
      if (!reply) throw new Error(`the test has no answer for ${call.what}`);
      return toReply(call, reply);
    },
  };
}

function toReply(call: Call, reply: Reply): Response {
  if (reply instanceof Response) return reply.clone();
  if ("responseHeaders" in reply) return toResponse(reply);
  if ("fails" in reply) {
    const { name, message, status = 500 } = reply.fails;
    const data = { name, message, arguments: [message], context: {}, debug: `Traceback\n${message}` };
    if (call.protocol === "json2") return Response.json(data, { status });
    return Response.json({ jsonrpc: "2.0", id: 1, error: { code: 200, message: "Odoo Server Error", data } });
  }
  if (call.protocol === "json2") return Response.json(reply.returns);
  return Response.json({
    jsonrpc: "2.0",
    id: 1,
    ...(reply.returns === null ? {} : { result: reply.returns }),
  });
}

type Json = Record<string, unknown>;

function decode(request: Request, body: unknown): Call {
  const { pathname } = new URL(request.url);
  const none = { ids: [], args: [], named: {}, context: {}, database: "", password: "", body };
  if (pathname.startsWith("/json/2/")) return decodeJson2(request, pathname, body as Json);
  if (pathname !== "/jsonrpc" || request.method !== "POST") {
    return { ...none, protocol: "json2", what: `${request.method} ${pathname}`, model: "", method: "" };
  }
  const { service, method, args } = (body as { params: { service: string; method: string; args: unknown[] } })
    .params;
  if (service !== "object") {
    const what = `${service}.${method}`;
    return { ...none, protocol: "jsonrpc", what, model: "", method, args, password: String(args[2] ?? "") };
  }
  const [database, , password, model, name, positional, named] = args as [
    string,
    number,
    string,
    string,
    string,
    unknown[],
    Json,
  ];
  const { context = {}, ...kwargs } = named;
  const takesIds = Array.isArray(positional[0]) && positional[0].every((id) => typeof id === "number");
  return {
    ...none,
    protocol: "jsonrpc",
    what: `${model}.${name}`,
    model,
    method: name,
    ids: takesIds ? (positional[0] as number[]) : [],
    args: takesIds && name !== "search_read" ? positional.slice(1) : positional,
    named: kwargs,
    context: context as Json,
    database,
    password,
  };
}

function decodeJson2(request: Request, pathname: string, body: Json): Call {
  const [model = "", method = ""] = pathname.slice("/json/2/".length).split("/");
  const { ids = [], context = {}, ...named } = body;
  return {
    protocol: "json2",
    what: `${model}.${method}`,
    model,
    method,
    ids: ids as number[],
    args: Object.values(named),
    named,
    context: context as Json,
    database: request.headers.get("x-odoo-database") ?? "",
    password: (request.headers.get("authorization") ?? "").replace(/^bearer /i, ""),
    body,
  };
}
