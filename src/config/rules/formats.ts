// The forms that texts have to have. Apart from the schema, so that an option can be checked without loading that.
import { isIP } from "node:net";

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

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

/** Why a text cannot name a tenant's stack, as the rest of a sentence; undefined when it can. */
export const stackNameProblem = (name: string): string | undefined =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)
    ? undefined
    : "has other characters, begins with another one than a letter or digit, is empty, or is longer than 100";

/** Names of stacks that differ by case only, in pairs: some systems take their files for one. Pure. */
export const stackNameTwins = (names: readonly string[]): [string, string][] =>
  names.flatMap((name, index) =>
    names
      .slice(index + 1)
      .filter((other) => other !== name && other.toLowerCase() === name.toLowerCase())
      .map((other): [string, string] => [name, other]),
  );

/** Why a text is no tag, as the rest of a sentence; undefined when it is one. */
export const tagProblem = (text: string): string | undefined =>
  /^[\p{L}\d][\p{L}\d._-]{0,62}$/u.test(text)
    ? undefined
    : "is not allowed: it has other characters, begins with another one than a letter or digit, or is longer than 63";

/** Whether a text has the form of a GUID, as all ids of Microsoft's directory have, in either case. */
export const isGuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

/**
 * An e-mail address of a domain that has a top level.
 *
 * @see https://github.com/colinhacks/zod, whose pattern it is
 */
export const EMAIL =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;
