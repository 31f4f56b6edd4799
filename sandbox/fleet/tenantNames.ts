import type { DevConfig } from "#sandbox/tenant.ts";

/** What one of many tenants is called in each of its systems. The name of its stack stands in most of them, and in no other tenant's. */
export interface TenantNames {
  /** Name of the stack, such as `tenant-0007`. */
  name: string;
  config: DevConfig;
  /** The directory's verified domain. */
  domain: string;
  projectNumber: string;
}

/** Domain that all ERPs are under. */
export const ERP_DOMAIN = "cid-erp.app";

/** @param number counts from 1 */
export function tenantNames(number: number): TenantNames {
  const name = `tenant-${String(number).padStart(4, "0")}`;
  return {
    name,
    domain: `${name}.onmicrosoft.com`,
    projectNumber: String(480_000_000_000 + number),
    config: {
      dns: `${name}.${ERP_DOMAIN}`,
      microsoft: { tenantId: `7c8f1c6e-3a52-4f0e-9d53-${String(number).padStart(12, "0")}` },
      google: { project: `${name}-erp` },
      erp: {
        database: name,
        login: "integration",
        company: `${name} SA`,
        incomingServers: ["Boîte de réception Office 365"],
        outgoingServers: ["Envoi Office 365"],
      },
    },
  };
}
