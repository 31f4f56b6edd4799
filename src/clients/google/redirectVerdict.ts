import type { Answer } from "./ask.ts";
import { decodeAuthError } from "./authError.ts";

export type UnclearReason =
  | "timeout"
  | "unreachable"
  | "beyond_limit"
  | "rate_limited"
  | "server_error"
  | "uninformative"
  | "unknown_redirect";

/** What one answer of the authorisation endpoint says. */
export type Signal =
  | { kind: "sign_in" }
  | { kind: "refused"; code: string }
  /** @param text where the reason alone does not say it */
  | { kind: "unclear"; reason: UnclearReason; text?: string };

/** Whether a redirect URI is registered on a client, as far as it can be seen from outside. */
export interface RedirectVerdict {
  verdict: "registered" | "mismatch" | "inconclusive";
  /**
   * `canary_refused`: the control worked. `probe_blind`, `control_unclear`: it did not. `client_refused:<code>`: Google
   * judged the client, not the URI. Otherwise what kept the answer from being read.
   */
  reason: "canary_refused" | "probe_blind" | "control_unclear" | `client_refused:${string}` | UnclearReason;
  message: string;
  /** What to do about it; empty when nothing is to be done. */
  fix: string;
}

const signInPath =
  /^\/(v\d+\/signin|signin\/(v\d+\/)?(identifier|chooser|oauth\/(id|identifier|consent|oauthchooseaccount))|ServiceLogin|InteractiveLogin|AccountChooser|AddSession|o\/oauth2\/(v2\/)?auth\/(identifier|oauthchooseaccount))(\/|$)/;

/** Reads one answer. The body counts too: an error page may come with HTTP 200. */
export function classifyAuthorisation(
  answer: Pick<Answer, "status" | "location" | "body">,
  redirectUri: string,
): Signal {
  const { status, location, body } = answer;
  if (status === 429) return { kind: "unclear", reason: "rate_limited" };
  if (status >= 500) return { kind: "unclear", reason: "server_error" };
  if (status >= 300 && status < 400 && location !== undefined) return classifyLocation(location, redirectUri);
  const code =
    /data-error-code="([a-z_]+)"/.exec(body)?.[1] ?? /Error 4\d\d: ([a-z_]+)/.exec(body)?.[1] ?? undefined;
  if (code) return { kind: "refused", code };
  if (status === 200 && /\bid="identifierId"|\bidentifierId\b|Choose an account/.test(body)) {
    return { kind: "sign_in" };
  }
  return { kind: "unclear", reason: "uninformative" };
}

function classifyLocation(location: string, redirectUri: string): Signal {
  if (!URL.canParse(location)) return { kind: "unclear", reason: "unknown_redirect" };
  const to = new URL(location);
  const authError = to.searchParams.get("authError");
  if (authError !== null || to.pathname.startsWith("/signin/oauth/error")) {
    const error = authError === null ? undefined : decodeAuthError(authError);
    return error ? { kind: "refused", code: error.code } : { kind: "unclear", reason: "uninformative" };
  }
  if (signInPath.test(to.pathname)) return { kind: "sign_in" };
  // Google sends a browser back only to a URI that is registered, be it with an error.
  const back = new URL(redirectUri);
  if (to.origin === back.origin && to.pathname === back.pathname) return { kind: "sign_in" };
  return { kind: "unclear", reason: "unknown_redirect" };
}

/** The verdict on a redirect URI from what was seen of it and of the control, where that was needed. */
export function judgeRedirect(
  real: Signal,
  canary: Signal | undefined,
  redirectUri: string,
): RedirectVerdict {
  if (real.kind === "unclear") return inconclusive(real.reason, real.text ?? unclear.get(real.reason) ?? "");
  if (real.kind === "refused" && real.code !== "redirect_uri_mismatch") {
    return {
      verdict: "inconclusive",
      reason: `client_refused:${real.code}`,
      message: `Google refuses the client (${real.code}) before it looks at the redirect URI.`,
      fix: "See what the token endpoint says of the client and mend that first.",
    };
  }
  if (!canary || canary.kind === "unclear") {
    return inconclusive("control_unclear", "The control, an unregistered path, got no clear answer.");
  }
  if (canary.kind !== "refused" || canary.code !== "redirect_uri_mismatch") {
    return inconclusive(
      "probe_blind",
      "Google did not refuse the control, an unregistered path, so that its answers prove nothing today.",
    );
  }
  if (real.kind === "sign_in") {
    return {
      verdict: "registered",
      reason: "canary_refused",
      message: `Google takes ${redirectUri} and refuses an unregistered path on the same host.`,
      fix: "",
    };
  }
  return {
    verdict: "mismatch",
    reason: "canary_refused",
    message: `Google refuses ${redirectUri}: it is not registered on the client.`,
    fix: `Add ${redirectUri} under "Authorised redirect URIs" on https://console.cloud.google.com/auth/clients. If it is there already, wait: a change takes 5 minutes to a few hours.`,
  };
}

const unclear = new Map<UnclearReason, string>([
  ["timeout", "Google's authorisation endpoint did not answer in time."],
  ["unreachable", "Google's authorisation endpoint could not be reached."],
  ["rate_limited", "Google's authorisation endpoint limits the rate (429)."],
  ["server_error", "Google's authorisation endpoint has a fault."],
  ["uninformative", "Google showed a page that says neither yes nor no."],
  ["unknown_redirect", "Google redirected to a place that says neither yes nor no."],
]);

function inconclusive(reason: RedirectVerdict["reason"], message: string): RedirectVerdict {
  return {
    verdict: "inconclusive",
    reason,
    message,
    fix: "Try again later. Until then only a sign-in through the ERP proves the redirect URI.",
  };
}
