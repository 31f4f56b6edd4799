import { isIP } from "node:net";
import { parse } from "tldts";

const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Why Google would not take a redirect URI for a web client, or undefined when it would.
 * Source: https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation. Open redirects in the query and the
 * domains of URL shorteners, which only Google can judge, are not looked for.
 */
export function googleRedirectProblem(uri: string): string | undefined {
  // The parser forgives what the console does not, so the text itself is looked at first.
  if (/[^\x21-\x7e]/.test(uri)) return "contains a space or another character that is not printable ASCII";
  if (uri.includes("*")) return "contains a wildcard";
  if (/%(?![0-9a-f]{2})/i.test(uri)) return "contains a broken percent encoding";
  if (/%00|%c0%80/i.test(uri)) return "contains a null character";
  if (!URL.canParse(uri)) return "is not a URL";
  if (/([/\\]|%2f|%5c)(\.|%2e){2}/i.test(uri)) return "contains a path traversal";
  const { protocol, hostname, username, password } = new URL(uri);
  if (uri.includes("#")) return "contains a fragment";
  if (username || password || /^\w+:\/\/[^/?]*@/.test(uri)) return "contains a user name";
  if (protocol !== "https:" && !(protocol === "http:" && LOCAL.has(hostname))) return "is not https";
  return LOCAL.has(hostname) ? undefined : hostProblem(hostname);
}

function hostProblem(host: string): string | undefined {
  if (isIP(host.replace(/^\[|\]$/g, "")) !== 0) return "has an IP address instead of a name";
  const { isIcann, isPrivate, domain } = suffixOf(host);
  if (!isIcann && !isPrivate) return "does not end with a public top-level domain";
  if (domain === null) return "has a public suffix for a host, which belongs to nobody";
  if (host === "googleusercontent.com" || host.endsWith(".googleusercontent.com"))
    return "is a host of Google's";
  return undefined;
}

/**
 * The domain that Google's consent screen has to list as authorised, e.g. "cid-erp.app" for "acme.cid-erp.app": the one just
 * below the public suffix (https://support.google.com/cloud/answer/15549049). Undefined when the name has none.
 */
export const authorizedDomainOf = (host: string): string | undefined => suffixOf(host).domain ?? undefined;

/** Whether a domain stands just below a public suffix, be it one of the list's private section or not. */
export const isRegistrable = (domain: string): boolean =>
  [true, false].some((allowPrivateDomains) => parse(domain, { allowPrivateDomains }).domain === domain);

/** The public-suffix list with its private section, as Google's own libraries read it. */
const suffixOf = (host: string) => parse(host, { allowPrivateDomains: true });
