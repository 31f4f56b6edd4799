/**
 * What an access token says, read and not validated: only Graph can tell whether a token is good, and Microsoft may change its
 * form at any time. A token that is no JWT says nothing.
 */
export function claimsOf(token: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
