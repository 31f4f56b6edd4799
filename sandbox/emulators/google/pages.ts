import type { AuthError } from "./authError.ts";

function escapeHtml(text: string): string {
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;
}

/** The refusal as a page of its own, as some requests were given it with HTTP 200. */
export function errorPage(error: AuthError): string {
  return page(
    "Error",
    `<div data-error-code="${escapeHtml(error.code)}"><h1>Access blocked: Authorization Error</h1><p>${escapeHtml(error.message)}</p><p>Error ${error.status}: ${escapeHtml(error.code)}</p></div>`,
  );
}

/** Where the redirect of a refusal leads to; the reason is in the address. */
export function landingPage(): string {
  return page(
    "Authorization Error",
    "<h1>Access blocked: Authorization Error</h1><p>The request that was sent is not valid.</p>",
  );
}

export function signInPage(): string {
  return page(
    "Sign in - Google Accounts",
    '<h1>Sign in</h1><form><input type="email" id="identifierId" name="identifier" autocomplete="username"></form>',
  );
}

/** What a client that doesn't look like a browser may get: nothing to learn from. */
export function uninformativePage(): string {
  return page("Google Accounts", "<p>Please use a supported browser.</p>");
}
