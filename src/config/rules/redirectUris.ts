/** The path at which CID ERP receives the user after sign-in at Microsoft or Google. */
export const REDIRECT_PATH = "/oauth2/retrieve_token";

/** The one redirect URI that both registrations carry, e.g. "https://acme.cid-erp.app/oauth2/retrieve_token". */
export const redirectUri = (dnsName: string): string => `https://${dnsName}${REDIRECT_PATH}`;

// https://learn.microsoft.com/entra/identity-platform/reply-url
const LONGEST = 256;
const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

/**
 * Why Microsoft would refuse a redirect URI with this host, as the rest of a sentence; undefined where that is not known.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reply-url for the characters
 * @see https://github.com/MicrosoftDocs/azure-docs/issues/86638 for Punycode, which Graph answers with 400 PunycodeNotAllowedInUrl
 */
export function entraHostProblem(host: string): string | undefined {
  if (/(^|\.)xn--/i.test(host) || /[^\0-\x7f]/.test(host))
    return "is an internationalised name (Punycode), which Microsoft refuses in a redirect URI";
  return /[!$'(),;]/.test(host)
    ? "contains one of ! $ ' ( ) , ; which Microsoft refuses in a redirect URI"
    : undefined;
}

/** Why a text cannot stay a web redirect URI of an app registration, or undefined when it can. */
export function redirectUriProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return "is not a URL";
  const { protocol, hostname, hash, username, password } = new URL(text);
  if (protocol !== "https:" && !(protocol === "http:" && LOOPBACK.has(hostname)))
    return "is neither https nor http on the own machine";
  if (hash !== "" || text.includes("#")) return "has a fragment, which Microsoft refuses";
  if (username || password) return "contains a user name";
  if (text.includes("*")) return "contains a wildcard";
  const host = entraHostProblem(hostname);
  if (host) return `has a host that ${host}`;
  return text.length > LONGEST ? `is longer than ${LONGEST} characters` : undefined;
}
