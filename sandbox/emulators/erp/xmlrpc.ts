import { DroppedConnection } from "../core/faults.ts";
import { asErpError, debugLine, ErpError } from "./errors.ts";
import { json, page } from "./html.ts";
import { errorOutcome, isJson } from "./jsonrpc.ts";
import type { Flavour } from "./options.ts";
import type { World } from "./schema.ts";
import { dispatch } from "./services.ts";
import type { Value } from "./values.ts";
import { marshal, readCall } from "./xml.ts";

/** Version 1 has texts for fault codes, version 2 has numbers. */
type Version = 1 | 2;

/** Exceptions that are no failure of the program: shown by their kind, without a traceback. */
const warnings: Record<string, { code: number; name: string }> = {
  "odoo.exceptions.UserError": { code: 2, name: "UserError" },
  "odoo.exceptions.ValidationError": { code: 2, name: "UserError" },
  "odoo.exceptions.MissingError": { code: 2, name: "MissingError" },
  "odoo.exceptions.AccessError": { code: 4, name: "AccessError" },
};

function faultOf(flavour: Flavour, version: Version, error: ErpError): { code: Value; text: string } {
  if (error.kind === "odoo.exceptions.AccessDenied") {
    return { code: version === 1 ? "AccessDenied" : 3, text: error.message };
  }
  const warning = warnings[error.kind];
  if (warning) {
    return version === 1
      ? { code: `warning -- ${warning.name}\n\n${error.message}`, text: "" }
      : { code: warning.code, text: error.message };
  }
  const end = error.message.endsWith("\n") ? "\n\n" : "\n";
  const traceback = `Traceback (most recent call last):\n${debugLine(flavour, error)}${end}`;
  return { code: version === 1 ? error.message : 1, text: traceback };
}

function answer(flavour: Flavour, inner: string): Response {
  const [declaration, end] =
    flavour === "odoo-14" ? ["<?xml version='1.0'?>", ""] : ['<?xml version="1.0"?>', "\n"];
  const body = `${declaration}\n<methodResponse>\n${inner}${end}</methodResponse>\n`;
  return new Response(body, { status: 200, headers: { "content-type": "text/xml; charset=utf-8" } });
}

/** What stops a request before it is read as XML. */
function refused(flavour: Flavour, request: Request): Response | undefined {
  if (request.method !== "POST") {
    return page(flavour, 405, "The method is not allowed for the requested URL.", {
      allow: flavour === "odoo-14" ? "POST" : "OPTIONS, POST",
    });
  }
  if (flavour === "odoo-19" || !isJson(request)) return undefined;
  const { pathname } = new URL(request.url);
  const name = pathname.startsWith("/xmlrpc/2/") ? "xmlrpc_2" : "xmlrpc_1";
  const text = `400 Bad Request: <function RPC.${name} at 0x0>, ${pathname}: Function declared as capable of handling request of type 'http' but called with a request of type 'json'`;
  const error = new ErpError("werkzeug.exceptions.BadRequest", text, []);
  return json(flavour, 200, { jsonrpc: "2.0", id: null, ...errorOutcome(flavour, error) });
}

/** The paths `/xmlrpc/<service>` and `/xmlrpc/2/<service>`. What a method did stays done where its answer has no form. */
export async function xmlrpc(
  world: World,
  request: Request,
  version: Version,
  service: string,
): Promise<Response> {
  const { flavour } = world.state;
  const refusal = refused(flavour, request);
  if (refusal) return refusal;
  try {
    const form = /^application\/x-www-form-urlencoded/i.test(request.headers.get("content-type") ?? "");
    const { method, params } = readCall(form ? "" : await request.text());
    const result = await dispatch(world, service, method, params);
    return answer(flavour, `<params>\n<param>\n${marshal(result ?? null)}</param>\n</params>\n`);
  } catch (thrown) {
    if (thrown instanceof DroppedConnection) throw thrown;
    const { code, text } = faultOf(flavour, version, asErpError(thrown));
    return answer(flavour, `<fault>\n${marshal({ faultCode: code, faultString: text })}</fault>\n`);
  }
}
