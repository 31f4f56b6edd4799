import { isIP } from "node:net";

/**
 * What the console says about a redirect URI that it does not take (https://support.google.com/cloud/answer/15549257).
 * Its public-suffix check is left out, so that reserved names such as `.example` and `.test` can be used here.
 */
export function redirectUriProblem(uri: string): string | undefined {
  if (!URL.canParse(uri)) return "must be a valid URI.";
  const url = new URL(uri);
  const local = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  if (uri.includes("*")) return "cannot contain a wildcard.";
  if (url.hash || uri.includes("#")) return "cannot contain a fragment.";
  if (url.username || url.password) return "cannot contain user information.";
  if (local) return undefined;
  if (url.protocol !== "https:") return "must use https.";
  if (isIP(url.hostname.replace(/^\[|\]$/g, ""))) return "cannot be an IP address.";
  if (!url.hostname.includes(".")) return "must end with a public top-level domain (such as .com or .org).";
  return undefined;
}
