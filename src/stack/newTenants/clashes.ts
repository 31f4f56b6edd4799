import type { ConfigProblem } from "#config/configError.ts";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { erpUrlOrigin } from "#config/rules/erpUrl.ts";
import { nearMiss } from "#config/rules/nearMiss.ts";
import type { Settings } from "#config/tenantSettings.ts";

/** What no two tenants may have in common. */
export interface Identity {
  /** Of the tenant. */
  name: string;
  dns?: string;
  /** Database and origin of the ERP. */
  database?: string;
  /** Exact name, or id, of the company in it. */
  company?: string | number;
  googleProject?: string;
  /** Directory and name of the app registration. */
  registration?: string;
}

/** The companies that an ERP has, as far as it was asked. */
export type SeenCompanies = (tenant: Identity) => readonly { id: number; name: string }[];

/** @param settings as they are written, valid or not */
export function identityOf(name: string, settings: Settings): Identity {
  const { dns, "modernauth:erpUrl": url, "modernauth:erpDatabase": database } = settings;
  const [microsoft, google, erp] = [settings.microsoft, settings.google, settings.erp].map(
    (section) => (section && typeof section === "object" ? section : {}) as Record<string, unknown>,
  );
  const { tenantId, applicationName = APPLICATION_NAME } = microsoft ?? {};
  const company = erp?.company;
  return {
    name,
    ...(dns ? { dns: String(dns).toLowerCase() } : {}),
    ...(url && database
      ? { database: `${database} at ${erpUrlOrigin(String(url)) ?? "an unknown address"}` }
      : {}),
    ...(typeof company === "string" || typeof company === "number" ? { company } : {}),
    ...(google?.project ? { googleProject: String(google.project) } : {}),
    ...(tenantId ? { registration: `${applicationName} in ${tenantId}`.toLowerCase() } : {}),
  };
}

/**
 * What a new tenant may not have in common with others, because two stacks would undo each other's work. Pure.
 *
 * @param seen what is known of the ERPs' companies: a name and an id cannot be compared without
 */
export const clashes = (
  tenant: Identity,
  others: readonly Identity[],
  seen: SeenCompanies = () => [],
): ConfigProblem[] =>
  others
    .filter(({ name }) => name !== tenant.name)
    .flatMap((other) => {
      const shared = RULES.filter(({ key }) => tenant[key] && tenant[key] === other[key]);
      // Most have nothing in common, and there may be many.
      if (shared.length === 0) return [];
      const companies = sameCompany(tenant, other, tenant.database === other.database ? seen(tenant) : []);
      const wrong = shared.filter(({ perCompany }) => !perCompany || companies === "same");
      const unclear = companies === "unknown" && shared.some(({ perCompany }) => perCompany);
      return [
        ...wrong.map(({ key, property, allowed }) => ({
          property,
          what: `"${tenant[key]}" is that of tenant "${other.name}" as well`,
          allowed,
          next: compareWith(other),
        })),
        ...(unclear ? [cannotTell(tenant, other)] : []),
      ];
    });

/** Whether only their ERP can tell if two tenants are of one company. Pure. */
export const isUnclear = (one: Identity, other: Identity): boolean =>
  one.name !== other.name && clashes(one, [other]).some(({ property }) => property === COMPANY);

const COMPANY = "erp.company";

const cannotTell = ({ company }: Identity, other: Identity): ConfigProblem => ({
  property: COMPANY,
  what: `cannot tell whether ${shown(company)} is the company of tenant "${other.name}", which is given as ${shown(other.company)}`,
  allowed: "another company of the same ERP, given the way that tenant gives its own: by exact name or by id",
  next: compareWith(other),
});

const shown = (company: Identity["company"]): string =>
  typeof company === "number" ? `id ${company}` : JSON.stringify(company);

const compareWith = ({ name }: Identity): ConfigProblem["next"] => ({
  kind: "person",
  text: `compare with: modern-auth tenant show ${name}`,
});

/** An ERP may have several companies, each with registrations of its own. One that keeps all values once has none to give. */
function sameCompany(
  { company: one }: Identity,
  { company: other }: Identity,
  seen: ReturnType<SeenCompanies>,
): "same" | "another" | "unknown" {
  if (one === undefined || other === undefined || one === other) return "same";
  const idOf = (company: string | number): number | undefined => {
    if (typeof company === "number") return company;
    const [only, ...more] = new Set(seen.filter(({ name }) => name === company).map(({ id }) => id));
    return more.length === 0 ? only : undefined;
  };
  const ids = [idOf(one), idOf(other)];
  if (!ids.includes(undefined)) return ids[0] === ids[1] ? "same" : "another";
  // The ERP takes the exact name; one that is almost the same may be meant for it.
  return typeof one === typeof other && !nearMiss(String(one), String(other)) ? "another" : "unknown";
}

interface Rule {
  key: Exclude<keyof Identity, "name" | "company">;
  property: string;
  allowed: string;
  /** Whether two companies may share it. */
  perCompany?: true;
}

const RULES: readonly Rule[] = [
  {
    key: "dns",
    property: "dns",
    allowed: "a name that no other tenant has, or another company of the same ERP",
    perCompany: true,
  },
  {
    key: "database",
    property: "modernauth:erpDatabase",
    allowed: "a database that no other tenant has, or another company of the same ERP",
    perCompany: true,
  },
  { key: "googleProject", property: "google.project", allowed: "a project of its own for each tenant" },
  {
    key: "registration",
    property: "microsoft.applicationName",
    allowed: "another name for each app registration in one directory",
  },
];
