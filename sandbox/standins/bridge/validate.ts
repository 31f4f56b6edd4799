import type { Value } from "#provider/plugin.ts";

type Check = (value: Value, name: string) => string | undefined;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid: Check = (value, name) =>
  UUID.test(String(value)) ? undefined : `expected "${name}" to be a valid UUID, got ${String(value)}`;

export const isNotEmpty: Check = (value, name) =>
  value === "" ? `expected "${name}" to not be an empty string, got ${String(value)}` : undefined;

export const isOneOf =
  (...allowed: string[]): Check =>
  (value, name) =>
    allowed.includes(String(value))
      ? undefined
      : `expected ${name} to be one of [${allowed.map((item) => JSON.stringify(item)).join(" ")}], got ${String(value)}`;

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

export const isTime: Check = (value, name) =>
  RFC3339.test(String(value)) && !Number.isNaN(Date.parse(String(value)))
    ? undefined
    : `expected "${name}" to be a valid RFC3339 date, got "${String(value)}"`;

interface UriRules {
  schemes?: readonly string[];
  urn?: boolean;
  trailingSlash?: boolean;
  longest?: number;
}

const uri =
  ({
    schemes = [],
    urn = false,
    trailingSlash = true,
    longest = Number.POSITIVE_INFINITY,
  }: UriRules): Check =>
  (value, name) => {
    const text = String(value);
    if (text === "") return `URI must not be empty for "${name}"`;
    if (urn && /^urn:[^:]*:/.test(text)) return undefined;
    const [, scheme, host, path] = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/i.exec(text) ?? [];
    if (!trailingSlash && path === "/")
      return `URI must not have a trailing slash when there is no path segment for "${name}"`;
    if (!host) return `URI has no host for "${name}"`;
    if (schemes.length > 0 && !schemes.includes(scheme ?? ""))
      return `unexpected URI scheme for "${name}", expected one of: ${schemes.join(", ")}`;
    return text.length > longest ? `URI must be ${longest} characters or less for "${name}"` : undefined;
  };

export const isRedirectUri = uri({ longest: 256 });
export const isPublicRedirectUri = uri({ urn: true, longest: 256 });
export const isIdentifierUri = uri({
  schemes: ["http", "https", "api", "ms-appx"],
  urn: true,
  trailingSlash: false,
});
export const isWebUrl = uri({ schemes: ["http", "https"] });
