import { writeMethodCall, writeMethodResponse } from "./xmlrpc.ts";

export type Version = 14 | 19;
export type Protocol = "jsonrpc" | "xmlrpc-1" | "xmlrpc-2" | "json-2";

/** Service, method, and the method's arguments. */
export type Call = readonly [service: string, method: string, ...args: unknown[]];

/** What a server raised. All that is not said follows from class and message. */
export interface Raised {
  class: string;
  message: string;
  arguments?: unknown[];
  debug?: string;
}

/** What a method did: it returned something, or nothing, or it raised an error. */
export type Answer = { result?: unknown; error?: never } | { error: Raised; result?: never };

/** One exchange as it is on the wire. */
export interface Exchange {
  name: string;
  request: { method: string; path: string; headers: Record<string, string>; body: unknown };
  status: number;
  responseHeaders: Record<string, string>;
  /** Parsed JSON, or the text of what is not JSON. */
  response: unknown;
}

/** How a call is asked over a protocol. JSON-2 has named arguments, which a call's positions do not say. */
export function requestOf(protocol: Protocol, [service, method, ...args]: Call): Exchange["request"] {
  const post = (path: string, headers: Record<string, string>, body: unknown) => ({
    method: "POST",
    path,
    headers,
    body,
  });
  if (protocol === "jsonrpc") {
    const params = { service, method, args };
    const body = { jsonrpc: "2.0", method: "call", id: 1, params };
    return post("/jsonrpc", { "content-type": "application/json" }, body);
  }
  if (protocol === "json-2") {
    const [database, , password, model, name] = args;
    const authorization = String(password).replace("<password of ", "bearer <key of ");
    const headers = {
      "content-type": "application/json",
      authorization,
      "X-Odoo-Database": String(database),
    };
    return post(`/json/2/${model}/${name}`, headers, {});
  }
  const path = protocol === "xmlrpc-1" ? `/xmlrpc/${service}` : `/xmlrpc/2/${service}`;
  return post(path, { "content-type": "text/xml" }, writeMethodCall(method, args));
}

/** How a server gives an answer over a protocol. */
export function responseOf(
  version: Version,
  protocol: Protocol,
  answer: Answer,
): Pick<Exchange, "status" | "responseHeaders" | "response"> {
  const charset = version === 19 ? "; charset=utf-8" : "";
  const json = { "content-type": `application/json${charset}` };
  const { error } = answer;
  if (protocol === "jsonrpc") {
    const data = error && dataOf(error);
    const code = version === 14 ? 200 : 0;
    const failed = data && { error: { code, message: "Odoo Server Error", data } };
    const told = failed ?? ("result" in answer ? { result: answer.result } : {});
    return { status: 200, responseHeaders: json, response: { jsonrpc: "2.0", id: 1, ...told } };
  }
  if (protocol === "json-2") {
    const response = error ? dataOf(error) : (answer.result ?? null);
    return { status: 200, responseHeaders: json, response };
  }
  const unmarshallable = { class: "builtins.TypeError", message: NOTHING };
  const raised = error ?? (holdsNull(answer.result) ? unmarshallable : undefined);
  const reply = raised ? { fault: faultOf(protocol, raised) } : { result: answer.result };
  return {
    status: 200,
    responseHeaders: { "content-type": "text/xml; charset=utf-8" },
    response: writeMethodResponse(version, reply),
  };
}

const NOTHING = "cannot marshal None unless allow_none is enabled";

const holdsNull = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === "object" && Object.values(value).some((item) => holdsNull(item)));

/** The last line of the traceback, which is all that the recordings keep of it. */
const lastLine = (error: Raised): string =>
  error.debug ?? `${error.class.replace(/^builtins\./, "")}: ${error.message}`.trimEnd();

const dataOf = (error: Raised) => ({
  name: error.class,
  message: error.message,
  arguments: error.arguments ?? [error.message],
  context: {},
  debug: lastLine(error),
});

const NUMBERS: Readonly<Record<string, number>> = {
  UserError: 2,
  ValidationError: 2,
  MissingError: 2,
  AccessDenied: 3,
  AccessError: 4,
};

/** The business errors have numbers of their own, in the older dialect titles; all others come with their traceback. */
function faultOf(protocol: Protocol, error: Raised): { faultCode: string | number; faultString: string } {
  const { message } = error;
  const name = error.class.replace(/^odoo\.exceptions\./, "");
  const number = NUMBERS[name];
  const older = protocol === "xmlrpc-1";
  if (number === undefined) {
    // A message that ends a line ends it in the traceback too.
    const end = message.endsWith("\n") ? "\n\n" : "\n";
    const faultString = `Traceback (most recent call last):\n  [frames cut]\n${lastLine(error)}${end}`;
    return { faultCode: older ? message : 1, faultString };
  }
  if (!older) return { faultCode: number, faultString: message };
  if (name === "AccessDenied") return { faultCode: name, faultString: message };
  const title = name === "ValidationError" ? "UserError" : name;
  return { faultCode: `warning -- ${title}\n\n${message}`, faultString: "" };
}
