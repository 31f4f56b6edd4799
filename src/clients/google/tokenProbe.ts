import { limitedFetch } from "../transport.ts";
import { type Answer, ask, defaultPatience, type Patience } from "./ask.ts";

/** A constant on purpose: an address from a file must never decide where a secret is sent. */
export const tokenEndpoint = "https://oauth2.googleapis.com/token";

export type TokenReason =
  | "invalid_grant"
  | "unauthorized_client"
  | "client_not_found"
  | "secret_refused"
  | "client_refused"
  | "deleted_client"
  | "disabled_client"
  | "malformed_request"
  | "rate_limited"
  | "server_error"
  | "not_json"
  | "unexpected_answer"
  | "timeout"
  | "beyond_limit"
  | "unreachable";

/** What Google's token endpoint says of a client id and its secret. */
export interface TokenVerdict {
  /** Only "rejected" is drift; "inconclusive" says nothing about the client. */
  verdict: "accepted" | "rejected" | "inconclusive";
  reason: TokenReason;
  message: string;
  /** What to do about it; empty when nothing is to be done. */
  fix: string;
}

export interface TokenProbe {
  clientId: string;
  clientSecret: string;
  /** Default: the global one. */
  fetch?: typeof fetch;
  patience?: Partial<Patience>;
}

/**
 * Asks Google whether a client id and secret are good, without a user: a refresh token that can't exist is offered, and
 * Google judges the client before the grant. It proves the pair and nothing else (neither redirect URI nor scopes), and it
 * does not count as use of the client.
 */
export async function probeToken(probe: TokenProbe): Promise<TokenVerdict> {
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: "modern-auth-probe",
    client_id: probe.clientId,
    client_secret: probe.clientSecret,
  });
  const init = {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: body.toString(),
  };
  const outcome = await ask(tokenEndpoint, init, probe.fetch ?? limitedFetch, {
    ...defaultPatience,
    ...probe.patience,
  });
  if ("answer" in outcome) return classifyTokenAnswer(outcome.answer);
  if (outcome.fault === "beyond_limit") return inconclusive("beyond_limit", outcome.error.what);
  return outcome.fault === "timeout"
    ? inconclusive("timeout", "Google's token endpoint did not answer in time.")
    : inconclusive("unreachable", "Google's token endpoint could not be reached.");
}

/** The verdict on one answer. The server's own words are not repeated: they may quote what was sent. */
export function classifyTokenAnswer(answer: Pick<Answer, "status" | "contentType" | "body">): TokenVerdict {
  const { status } = answer;
  if (status === 429) return inconclusive("rate_limited", "Google's token endpoint limits the rate (429).");
  if (status >= 500) return inconclusive("server_error", `Google's token endpoint has a fault (${status}).`);
  const problem = errorOf(answer);
  if (!problem) {
    return inconclusive(
      "not_json",
      `HTTP ${status} without an OAuth error: something else than Google answered.`,
    );
  }
  // Sources disagree on the status of some errors, so `error` decides; but a 2xx or 3xx is not how Google refuses.
  if (status < 400)
    return inconclusive("unexpected_answer", `HTTP ${status} with an OAuth error makes no sense.`);
  return (
    verdicts.get(problem.error)?.(problem.description) ??
    inconclusive(
      "unexpected_answer",
      `Google answered ${status} with an error that this version does not know.`,
    )
  );
}

const credentialsPage = "https://console.cloud.google.com/auth/clients";

const verdicts = new Map<string, (description: string) => TokenVerdict>([
  [
    "invalid_grant",
    () => ({
      verdict: "accepted",
      reason: "invalid_grant",
      message: "Google accepts id and secret.",
      fix: "",
    }),
  ],
  [
    "unauthorized_client",
    () => ({
      verdict: "accepted",
      reason: "unauthorized_client",
      message: "Google knows id and secret, but does not let this client use the refresh-token grant.",
      fix: `Check on ${credentialsPage} that the client is of the type "Web application".`,
    }),
  ],
  ["invalid_client", invalidClient],
  [
    "deleted_client",
    () =>
      rejected(
        "deleted_client",
        "The client was deleted.",
        "Restore it within 30 days of the deletion on https://console.cloud.google.com/apis/credentials/deleted, or create a new one and import its file.",
      ),
  ],
  [
    "disabled_client",
    () =>
      rejected(
        "disabled_client",
        "The client is disabled: Google suspended it or the account that owns it.",
        "The owner of the project finds the reason in Google's e-mail and on https://console.cloud.google.com/auth/overview.",
      ),
  ],
  [
    "invalid_request",
    () =>
      inconclusive("malformed_request", "Google could not read the request: client id or secret is missing."),
  ],
]);

function invalidClient(description: string): TokenVerdict {
  if (/not found/i.test(description)) {
    return rejected(
      "client_not_found",
      "Google knows no client with this id.",
      `Compare the id with ${credentialsPage}. A client that was made a few minutes ago may not be known everywhere yet: try again.`,
    );
  }
  if (/secret|unauthorized/i.test(description)) {
    return rejected(
      "secret_refused",
      "Google refuses the secret: it is wrong, disabled or deleted.",
      `Add a secret to the client on ${credentialsPage}, download the file and import it.`,
    );
  }
  return rejected(
    "client_refused",
    "Google refuses the client without saying whether the id or the secret is wrong.",
    `Compare the id with ${credentialsPage}; if it is right, add a secret and import the new file.`,
  );
}

function rejected(reason: TokenReason, message: string, fix: string): TokenVerdict {
  return { verdict: "rejected", reason, message, fix };
}

function inconclusive(reason: TokenReason, message: string): TokenVerdict {
  const fix =
    reason === "malformed_request"
      ? "Import the client file again."
      : "Try again later; check proxy and firewall if it stays so. Nothing is known to be wrong with the client.";
  return { verdict: "inconclusive", reason, message, fix };
}

function errorOf(
  answer: Pick<Answer, "contentType" | "body">,
): { error: string; description: string } | undefined {
  if (!/^application\/(\w+\+)?json\b/i.test(answer.contentType.trim())) return undefined;
  try {
    const value: unknown = JSON.parse(answer.body);
    if (typeof value !== "object" || value === null || !("error" in value)) return undefined;
    if (typeof value.error !== "string") return undefined;
    const description = "error_description" in value ? String(value.error_description) : "";
    return { error: value.error, description };
  } catch {
    return undefined;
  }
}
