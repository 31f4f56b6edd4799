import { page } from "./html.ts";
import type { ErpState, Flavour } from "./options.ts";

/** The servers' own redirect, to the login page and the like. 14 spells the whole address. */
export function redirect(flavour: Flavour, request: Request, path: string): Response {
  const location = flavour === "odoo-14" ? new URL(path, request.url).href : path;
  return page(flavour, 303, `You should be redirected automatically to the target URL: ${path}`, {
    location,
  });
}

/** What stands in front of the ERP and answers for it, if anything does: a sign-in page, or a way to another place. */
export function standIn(state: ErpState, request: Request): Response | undefined {
  if (state.proxy === "html") {
    const body =
      "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1></body></html>\n";
    return new Response(body, { status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
  }
  if (state.proxy === "redirect") {
    const { pathname } = new URL(request.url);
    return new Response(null, {
      status: 302,
      headers: { location: `https://login.example.net/?next=${encodeURIComponent(pathname)}` },
    });
  }
  return undefined;
}

/** The answer as it comes through what stands in front of the ERP. What the ERP did is done, whatever comes through. */
export async function through(state: ErpState, response: Response): Promise<Response> {
  if (state.proxy !== "cut") return response;
  const text = await response.text();
  return new Response(text.slice(0, text.length / 2), { status: response.status, headers: response.headers });
}
