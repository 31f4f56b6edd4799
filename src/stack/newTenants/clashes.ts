import type { ConfigProblem } from "#config/configError.ts";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import type { Settings } from "#config/tenantSettings.ts";

/** What no two tenants may have in common. */
export interface Identity {
  /** Of the tenant. */
  name: string;
  dns?: string;
  /** Address and database of the ERP. */
  database?: string;
  /** Exact name or id of the company in it. */
  company?: string;
  googleProject?: string;
  /** Directory and name of the app registration. */
  registration?: string;
}

/** @param settings as they are written, valid or not */
export function identityOf(name: string, settings: Settings): Identity {
  const { dns, "modernauth:erpUrl": url, "modernauth:erpDatabase": database } = settings;
  const [microsoft, google, erp] = [settings.microsoft, settings.google, settings.erp].map(
    (section) => (section && typeof section === "object" ? section : {}) as Record<string, unknown>,
  );
  const { tenantId, applicationName = APPLICATION_NAME } = microsoft ?? {};
  return {
    name,
    ...(dns ? { dns: String(dns) } : {}),
    ...(url && database ? { database: `${database} at ${url}` } : {}),
    ...(erp?.company === undefined ? {} : { company: String(erp.company) }),
    ...(google?.project ? { googleProject: String(google.project) } : {}),
    ...(tenantId ? { registration: `${applicationName} in ${String(tenantId).toLowerCase()}` } : {}),
  };
}

/** What a new tenant may not have in common with others, because two stacks would undo each other's work. Pure. */
export const clashes = (tenant: Identity, others: readonly Identity[]): ConfigProblem[] =>
  others
    .filter(({ name }) => name !== tenant.name)
    .flatMap((other) =>
      RULES.filter(
        ({ key, unless }) => tenant[key] && tenant[key] === other[key] && !unless?.(tenant, other),
      ).map(({ key, property, allowed }) => ({
        property,
        what: `"${tenant[key]}" is that of tenant "${other.name}" as well`,
        allowed,
        next: { kind: "person" as const, text: `compare with: modern-auth tenant show ${other.name}` },
      })),
    );

interface Rule {
  key: Exclude<keyof Identity, "name" | "company">;
  property: string;
  allowed: string;
  /** What makes it right all the same. */
  unless?: (one: Identity, other: Identity) => boolean;
}

/** An ERP may have several companies, each with registrations of its own. */
const anotherCompany = (one: Identity, other: Identity): boolean =>
  one.company !== undefined && other.company !== undefined && one.company !== other.company;

const RULES: readonly Rule[] = [
  {
    key: "dns",
    property: "dns",
    allowed: "a name that no other tenant has, or another company of the same ERP",
    unless: anotherCompany,
  },
  {
    key: "database",
    property: "modernauth:erpDatabase",
    allowed: "a database that no other tenant has, or another company of the same ERP",
    unless: anotherCompany,
  },
  { key: "googleProject", property: "google.project", allowed: "a project of its own for each tenant" },
  {
    key: "registration",
    property: "microsoft.applicationName",
    allowed: "another name for each app registration in one directory",
  },
];
