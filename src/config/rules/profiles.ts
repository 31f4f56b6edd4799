import { ERP_MODULE } from "./defaults.ts";
import type { MailSystem } from "./mailSystems.ts";
import { REDIRECT_PATH } from "./redirectUris.ts";

/** The values that an ERP needs of one system, under the names that the whole program uses. */
export type ErpRole = "clientId" | "tenant" | "clientSecret" | "redirectUri";

/** Names of the ERP's fields that hold the values of a company. */
export type CompanyFieldNames = Partial<Record<MailSystem, Partial<Record<ErpRole, string>>>>;

/** A system parameter of the ERP. In its value {clientId}, {tenant} and {clientSecret} stand for what is written there. */
export interface ParameterTemplate {
  key: string;
  value: string;
}

/** Where an ERP keeps the values. */
export type Store =
  /** In the form of each company, in fields that a module brings and whose names are discovered. */
  | { kind: "company"; module: string }
  /** Once for the whole database, in system parameters. Its redirect URIs begin with the parameter `web.base.url`. */
  | { kind: "parameters"; parameters: Readonly<Record<MailSystem, readonly ParameterTemplate[]>> };

/** One kind of ERP, as data: docs/erp-profiles.md says how to add one. */
export interface ErpProfile {
  /** Paths at which the ERP receives a user after the sign-in. The registrations carry them all. */
  redirectPaths: Readonly<Record<MailSystem, readonly [string, ...string[]]>>;
  store: Store;
}

const MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0";

export const PROFILE_NAMES = ["cid", "odoo"] as const;
export type ErpProfileName = (typeof PROFILE_NAMES)[number];

export const PROFILES: Readonly<Record<ErpProfileName, ErpProfile>> = {
  /** CID ERP: the company tab "OAuth2" of the module `auth_oauth2`. */
  cid: {
    redirectPaths: { microsoft: [REDIRECT_PATH], google: [REDIRECT_PATH] },
    store: { kind: "company", module: ERP_MODULE },
  },
  /** Stock Odoo: its modules for mail and calendars of both clouds. Their own defaults are for any tenant; ours is for one. */
  odoo: {
    redirectPaths: {
      microsoft: ["/microsoft_outlook/confirm", "/microsoft_account/authentication"],
      google: ["/google_gmail/confirm", "/google_account/authentication"],
    },
    store: {
      kind: "parameters",
      parameters: {
        microsoft: [
          { key: "microsoft_outlook_client_id", value: "{clientId}" },
          { key: "microsoft_outlook_client_secret", value: "{clientSecret}" },
          { key: "microsoft_outlook.endpoint", value: `${MICROSOFT}/` },
          { key: "microsoft_calendar_client_id", value: "{clientId}" },
          { key: "microsoft_calendar_client_secret", value: "{clientSecret}" },
          { key: "microsoft_account.auth_endpoint", value: `${MICROSOFT}/authorize` },
          { key: "microsoft_account.token_endpoint", value: `${MICROSOFT}/token` },
        ],
        google: [
          { key: "google_gmail_client_id", value: "{clientId}" },
          { key: "google_gmail_client_secret", value: "{clientSecret}" },
          { key: "google_calendar_client_id", value: "{clientId}" },
          { key: "google_calendar_client_secret", value: "{clientSecret}" },
        ],
      },
    },
  },
};

/** The redirect URIs of one system's registration, the one of mail first. */
export function redirectUris(profile: ErpProfile, system: MailSystem, dns: string): [string, ...string[]] {
  const [first, ...others] = profile.redirectPaths[system];
  return [`https://${dns}${first}`, ...others.map((path) => `https://${dns}${path}`)];
}

/** Whether the parameter's value is a secret, or has one in it. */
export const isSecret = ({ value }: ParameterTemplate): boolean => value.includes("{clientSecret}");

/** The parameters that hold these values, by key. @throws Error for a template that needs a value which is not given */
export function fillParameters(
  templates: readonly ParameterTemplate[],
  values: Readonly<Partial<Record<ErpRole, string>>>,
): Record<string, string> {
  return Object.fromEntries(
    templates.map(({ key, value }) => [
      key,
      value.replace(/\{(\w+)\}/g, (_, role: string) => {
        const given = values[role as ErpRole];
        if (given !== undefined) return given;
        throw new Error(`The parameter ${key} of the profile needs {${role}}, which there is none of.`);
      }),
    ]),
  );
}

/** The value of one role that these parameters hold; undefined where none of them shows it. */
export function roleIn(
  templates: readonly ParameterTemplate[],
  role: ErpRole,
  live: Readonly<Record<string, string>>,
): string | undefined {
  const template = templates.find(({ value }) => value.includes(`{${role}}`));
  if (!template) return undefined;
  const [before = "", after = ""] = template.value.split(`{${role}}`);
  const shown = live[template.key] ?? "";
  if (!shown.startsWith(before) || !shown.endsWith(after)) return shown;
  return shown.slice(before.length, shown.length - after.length);
}
