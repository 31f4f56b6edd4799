import type { AuthError } from "./authError.ts";
import type { GoogleState, OAuthClient } from "./state.ts";

const docUrl = "https://developers.google.com/identity/protocols/oauth2";

/** Decides an authorisation request. @returns why it is refused, or undefined when the person may sign in. */
export function refuseAuthorisation(
  client: OAuthClient | undefined,
  redirectUris: readonly string[],
  settings: GoogleState["settings"],
  query: Readonly<Record<string, string>>,
): AuthError | undefined {
  const { client_id: clientId, redirect_uri: redirectUri, response_type: responseType, scope } = query;
  if (!clientId) return error("invalid_request", "Missing required parameter: client_id", 400);
  if (!client) return error("invalid_client", "The OAuth client was not found.", 401);
  if (client.status === "deleted") return error("deleted_client", "The OAuth client was deleted.", 401);
  if (client.status === "disabled") return error("disabled_client", "The OAuth client was disabled.", 401);
  if (!redirectUri) return error("invalid_request", "Missing required parameter: redirect_uri", 400);
  if (!settings.blind && !redirectUris.includes(redirectUri) && !isLoopbackOfDesktop(client, redirectUri)) {
    return error(
      "redirect_uri_mismatch",
      `You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy.\n\nIf you're the app developer, register the redirect URI in the Google Cloud Console.\n  `,
      400,
      { redirect_uri: redirectUri },
    );
  }
  if (!responseType) return error("invalid_request", "Missing required parameter: response_type", 400);
  if (!scope) return error("invalid_request", "Missing required parameter: scope", 400);
  return undefined;
}

/** Desktop clients may come back to any port of the machine that they run on. */
function isLoopbackOfDesktop(client: OAuthClient, redirectUri: string): boolean {
  return client.type === "installed" && /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/.test(redirectUri);
}

function error(
  code: string,
  message: string,
  status: number,
  params: Record<string, string> = {},
): AuthError {
  return { code, message, docUrl, status, params };
}

/**
 * The redirect URIs that this request sees. A change made in the console reaches Google's servers late, so each request
 * counts down until the new list holds.
 */
export function effectiveRedirectUris(client: OAuthClient): readonly string[] {
  const { pending } = client;
  if (!pending) return client.redirectUris;
  const { redirectUris } = pending;
  pending.requestsLeft -= 1;
  if (pending.requestsLeft <= 0) delete client.pending;
  return redirectUris;
}
