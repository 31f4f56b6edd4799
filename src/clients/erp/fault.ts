import type { ServerError } from "./classify.ts";
import type { Fault } from "./xmlrpcCodec.ts";

/** What Python's own library says of a result that is None. Never translated. */
const NOTHING = "cannot marshal None unless allow_none is enabled";

/** Classes that the dialect of 7.0 writes into a fault's code; a title in their place is a plain refusal. */
const WARNINGS = new Set(["UserError", "ValidationError", "MissingError", "AccessError", "AccessDenied"]);

/** How a record is written in the errors of missing ones, e.g. "res.users(9999,)", whatever the language. */
const RECORD = /\b[a-z_]\w*(?:\.\w+)+\(\d+,/;

/** A fault in either dialect, as the class and message that the JSON protocols give for the same error. */
export function readFault({ code, text }: Fault): Pick<ServerError, "name" | "message"> {
  if (code === 3 || code === "AccessDenied") return { name: "AccessDenied", message: text };
  if (code === 4) return { name: "AccessError", message: text };
  // Version 2 has one number for all refusals; only a missing record names a record in this way.
  if (code === 2) return { name: RECORD.test(text) ? "MissingError" : "UserError", message: text };
  const warning = /^warning -- (.*?)\n\n([\s\S]*)$/.exec(String(code));
  if (warning) {
    const [, title = "", message = ""] = warning;
    return WARNINGS.has(title)
      ? { name: title, message }
      : { name: "UserError", message: `${title}: ${message}` };
  }
  return { name: "unknown", message: typeof code === "string" ? code : "", ...raised(text) };
}

/**
 * Whether a fault says only that the answer is None, or holds it. The method has then run to its end and its work is kept: it
 * is the answer that cannot be written, since XML-RPC has no word for None.
 */
export function returnedNothing(fault: Fault): boolean {
  const { name, message } = readFault(fault);
  return name === "TypeError" && message === NOTHING;
}

/** Class and message of a Python exception, from below the frames of its last traceback. */
function raised(traceback: string): Pick<ServerError, "name" | "message"> | undefined {
  const last = traceback.split("Traceback (most recent call last):\n").at(-1) ?? "";
  const [, name, message = ""] =
    /^([\w.]+)(?:: ([\s\S]*))?$/.exec(last.replace(/^(?: .*\n)+/, "").trim()) ?? [];
  return name === undefined ? undefined : { name, message };
}
