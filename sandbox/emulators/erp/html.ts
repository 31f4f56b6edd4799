import type { Flavour } from "./options.ts";

const titles: Record<number, string> = {
  303: "Redirecting...",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  415: "Unsupported Media Type",
  500: "Internal Server Error",
};

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export const notFoundText =
  "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.";

/** A page such as the servers' own web framework sends. */
export function page(
  flavour: Flavour,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Response {
  const head =
    flavour === "odoo-14"
      ? '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">'
      : "<!doctype html>\n<html lang=en>";
  const title = status === 303 ? titles[303] : `${status} ${titles[status]}`;
  const body = `${head}\n<title>${title}</title>\n<h1>${titles[status]}</h1>\n<p>${flavour === "odoo-14" ? escapeHtml(text) : escapeHtml(text).replaceAll("'", "&#39;")}</p>\n`;
  return new Response(body, { status, headers: { "content-type": "text/html; charset=utf-8", ...headers } });
}

/** A plain sentence, sent as HTML. */
export function sentence(status: number, text: string): Response {
  return new Response(text, { status, headers: { "content-type": "text/html; charset=utf-8" } });
}

/** JSON, with the content type of each version. */
export function json(flavour: Flavour, status: number, body: unknown): Response {
  const type = flavour === "odoo-14" ? "application/json" : "application/json; charset=utf-8";
  return new Response(JSON.stringify(body), { status, headers: { "content-type": type } });
}

/** A refusal of 19, which infers what a request is from its content type. */
export function wrongType(types: string, path: string, kind: string): Response {
  const text = `Request inferred type is compatible with [${types}] but '${path}' is type='${kind}'.\n\nPlease verify the Content-Type request header and try again.`;
  return page("odoo-19", 415, text);
}
