import { isIP } from "node:net";

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** The path at which the ERP receives the user after sign-in at Microsoft or Google. */
export const REDIRECT_PATH = "/oauth2/retrieve_token";

/**
 * Why a text cannot be the ERP's public DNS name, or undefined when it can.
 * Microsoft and Google demand https, no IP address and no wildcard in a redirect URI.
 */
export function dnsNameProblem(name: string): string | undefined {
  if (name === "") return "is empty";
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) return "contains a scheme";
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0) return "is an IP address, which Microsoft and Google refuse";
  if (name.includes("/")) return "contains a path";
  if (name.includes("*")) return "is a wildcard, which Microsoft and Google refuse";
  if (name.includes(":")) return "contains a port";
  if (name.includes("@")) return "contains a user name";
  if (name !== name.toLowerCase())
    return "contains capital letters, and redirect URIs are compared letter by letter";
  const labels = name.split(".");
  if (name.length > 253 || !labels.every((label) => LABEL.test(label))) return "is not a DNS name";
  if (labels.length < 2 || /^\d+$/.test(labels.at(-1) ?? "")) return "has no top-level domain";
  return undefined;
}

/** The one redirect URI that both registrations carry, e.g. "https://acme.cid-erp.app/oauth2/retrieve_token". */
export const redirectUri = (dnsName: string): string => `https://${dnsName}${REDIRECT_PATH}`;
