import type { NextStep } from "#config/rules/nextStep.ts";

/** What an answer that leads elsewhere says, and what helps against it. */
export interface Redirected {
  message: string;
  /** Where it is not the address in the configuration that has to change. */
  remedy?: NextStep;
  /** The address that the configuration should have. */
  instead?: string;
}

/**
 * What a redirect of the ERP means. Names the origin only: path and query may hold tokens. Pure.
 *
 * @param origin of the address in the configuration @param location as the ERP wrote it; null where it names none
 */
export function redirected(origin: string, location: string | null): Redirected {
  const from = new URL(origin);
  const to = location === null ? null : URL.parse(location, origin);
  const lead = `The ERP at ${origin} redirected`;
  if (!to || !/^https?:$/.test(to.protocol)) return { message: `${lead}, and named no address.` };
  if (to.origin === origin)
    return {
      message: `${lead} to another page of its own: a login page or a proxy in front of it blocks its API.`,
      remedy: person("let the API pass the proxy or login page in front of the ERP"),
    };
  if (to.hostname === from.hostname && from.protocol === "https:" && to.protocol === "http:")
    return {
      message: `${lead} to ${to.origin}, from https to http: the ERP does not know that it is reached by https.`,
      remedy: person(
        "have the proxy in front of the ERP send X-Forwarded-Proto, and set proxy_mode = True in Odoo's configuration",
      ),
    };
  const message = `${lead} to ${to.origin}. Put that address into the configuration if it is the ERP; if it is a login page or a proxy, API access is blocked there.`;
  return to.protocol === "https:" ? { message, instead: to.origin } : { message };
}

const person = (text: string): NextStep => ({ kind: "person", text });
