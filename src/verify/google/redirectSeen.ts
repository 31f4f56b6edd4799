import type { RedirectVerdict } from "#clients/google/redirectVerdict.ts";

/** That Google's sign-in page took a redirect URI of a client, and when that was last seen. */
export interface RedirectSeen {
  clientId: string;
  redirectUri: string;
  /** RFC 3339, in UTC. */
  at: string;
}

/** The page is looked at from outside, without a right: that it says nothing for a few days is nobody's fault. */
const BLIND_MS = 3 * 24 * 3600 * 1000;

interface Expected {
  secrets: readonly { clientId: string }[];
  redirectUri: string;
  redirectSeen?: RedirectSeen;
  /** RFC 3339, in UTC. */
  now: string;
}

/**
 * Until when what was last seen of the redirect URI still counts, RFC 3339. Undefined where the page has said nothing for longer, or
 * never took this URI of this client; and where Google refuses the client, which is no silence.
 */
export function redirectBlindUntil(expected: Expected, { reason }: RedirectVerdict): string | undefined {
  const seen = ofThisClient(expected);
  if (!seen || reason.startsWith("client_refused:")) return undefined;
  const age = Date.parse(expected.now) - Date.parse(seen.at);
  return age >= 0 && age <= BLIND_MS ? new Date(Date.parse(seen.at) + BLIND_MS).toISOString() : undefined;
}

/** What is to be remembered after this look. Once Google refused the URI, nothing of before counts. */
export function redirectSeenNow(
  expected: Expected,
  redirect: RedirectVerdict | undefined,
): RedirectSeen | undefined {
  const { redirectUri, now } = expected;
  const clientId = expected.secrets.at(-1)?.clientId;
  if (!redirect || clientId === undefined || redirect.verdict === "mismatch") return undefined;
  return redirect.verdict === "registered" ? { clientId, redirectUri, at: now } : ofThisClient(expected);
}

const ofThisClient = ({ secrets, redirectUri, redirectSeen: seen }: Expected): RedirectSeen | undefined =>
  seen?.clientId === secrets.at(-1)?.clientId && seen?.redirectUri === redirectUri ? seen : undefined;
