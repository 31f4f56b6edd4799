import { ErpError } from "./errors.ts";

/**
 * Checks the address of an ERP and returns its origin. HTTPS only, except on this machine: a login over plain HTTP gives
 * the password to everybody on the way.
 * @throws ErpError that says what is allowed
 */
export function erpOrigin(text: string): string {
  const refuse = (why: string): ErpError =>
    new ErpError({
      kind: "other",
      message: `The ERP's URL ${why}. Give the address that a browser shows before the first "/", for example https://erp.example.com`,
    });
  // Never repeat what may hold a password; "user:password@host" even parses, as an address of the protocol "user:".
  if (text.includes("@")) throw refuse("must not contain a user or a password");
  if (!URL.canParse(text)) throw refuse(`"${text}" is not a URL`);
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw refuse(`"${text}" must start with https://`);
  }
  if (url.pathname !== "/" || url.search || url.hash) throw refuse(`must be "${url.origin}", without a path`);
  return url.origin;
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d+){3}$/.test(host)
  );
}
