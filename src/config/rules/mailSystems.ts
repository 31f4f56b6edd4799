/** The two systems that a mail server can sign in with. */
export type MailSystem = "microsoft" | "google";

export const MAIL_SYSTEMS: readonly MailSystem[] = ["microsoft", "google"];

/** Which way a mail server of the ERP works. */
export type ServerKind = "incoming" | "outgoing";

/** Domains of the mail servers of Microsoft 365 and Google, and of nobody else. */
const DOMAINS: Readonly<Record<MailSystem, readonly string[]>> = {
  microsoft: ["office365.com", "office.com", "outlook.com"],
  google: ["gmail.com", "googlemail.com", "google.com"],
};

/** Whose mail server this is; undefined for a host that says nothing, such as a relay. */
export function systemOfHost(host: string): MailSystem | undefined {
  const name = host.trim().toLowerCase().replace(/\.$/, "");
  const systems = Object.keys(DOMAINS) as MailSystem[];
  return systems.find((system) =>
    DOMAINS[system].some((domain) => name === domain || name.endsWith(`.${domain}`)),
  );
}

/**
 * Whose values the ERP must hold before this mail server may use OAuth2: of the system that its host names, else of every
 * system that is configured, as nothing tells which one it will be.
 *
 * @returns undefined when its host names a system that is not configured
 */
export function systemsNeeded(
  host: string,
  configured: readonly MailSystem[],
): readonly MailSystem[] | undefined {
  const system = systemOfHost(host);
  if (system === undefined) return configured;
  return configured.includes(system) ? [system] : undefined;
}
