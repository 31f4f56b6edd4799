/** What may stand under `modernauth:erpUrl`, as the end of a sentence. */
export const ERP_URL_ALLOWED =
  'the address of the ERP up to the first "/": https, a name, and a port if it has one';

/**
 * The origin of an ERP's address, such as "https://erp.example.ch", however it is spelled; undefined where it is no such address.
 */
export function erpUrlOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  // A name with a dot at its end is the same one.
  return `${protocol}//${hostname.replace(/\.$/, "")}${port ? `:${port}` : ""}`;
}

/**
 * Why a text cannot be the address of an ERP's API, as the rest of a sentence; undefined when it can. HTTPS only, except on this machine:
 * a login over plain HTTP gives the password to everybody on the way. Never repeats more of it than the origin: it may hold a password.
 */
export function erpUrlProblem(text: string): string | undefined {
  if (text === "") return "is empty";
  // "user:password@host" even parses, as an address of the protocol "user:".
  if (text.includes("@")) return "contains a user or a password";
  if (text !== text.trim()) return "has blanks at its ends";
  // A name alone holds no password.
  if (/^[a-z\d-]+(\.[a-z\d-]+)+\/?$/i.test(text)) return `lacks the https:// before "${text}"`;
  const origin = /^https?:\/\/[^/\\]/i.test(text) ? erpUrlOrigin(text) : undefined;
  if (origin === undefined) return "is no address that begins with https://";
  const { protocol, hostname, pathname } = new URL(text);
  if (protocol === "http:" && !isLoopback(hostname)) return `is plain http: "${origin}"`;
  const more = [
    ...(pathname === "/" ? [] : ["a path"]),
    ...(text.includes("?") ? ["a query"] : []),
    ...(text.includes("#") ? ["a fragment"] : []),
  ];
  return more.length > 0 ? `has ${more.join(" and ")} behind "${origin}"` : undefined;
}

/** The address that somebody probably meant; undefined where nothing of it can be shown. */
export const erpUrlMeant = (text: string): string | undefined =>
  text.includes("@")
    ? undefined
    : erpUrlOrigin(/^https?:/i.test(text.trim()) ? text.trim() : `https://${text.trim()}`)?.replace(
        /^http:/,
        "https:",
      );

/** A text in which somebody may have written a password, as in "https://user:password@host". */
export const mayHoldPassword = (text: string): boolean => /(^|["'\s])https?:.*@/is.test(text);

const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
