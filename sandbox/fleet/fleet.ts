import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import type { GoogleState } from "#sandbox/emulators/google/state.ts";
import {
  createCustomerErp,
  createDirectory,
  createIdentities,
  createProjects,
  type Identities,
  randomSecret,
  type Tenant,
} from "#sandbox/tenant.ts";
import { FleetSystem } from "./system.ts";
import { ERP_DOMAIN, type TenantNames, tenantNames } from "./tenantNames.ts";
import { Traffic } from "./traffic.ts";

/** One of many tenants: a directory and an ERP of its own, a project in the Google that all share. */
export interface FleetTenant extends Tenant, TenantNames {}

export type SystemName = "entra" | "google" | "erp";

/** Many tenants' systems, without sockets. */
export interface Fleet {
  tenants: readonly [FleetTenant, ...FleetTenant[]];
  /** One world: a bad day of one tenant is a fault that matches its project. */
  google: Emulator<GoogleState>;
  /** One deployer for all: every directory knows it by the same client id and secret, as it would a multi-tenant registration. */
  identities: Identities;
  /** What stands in front of the emulators: latency, bad days and counters of one system for all tenants. */
  systems: Readonly<Record<SystemName, FleetSystem>>;
  /** All three systems together. */
  traffic: Traffic;
}

/**
 * Makes the systems of many tenants, each as the hand-made procedure finds them. Every secret is made up here and now.
 *
 * @param size how many tenants, at least one
 */
export function createFleet(size: number): Fleet {
  const identities = createIdentities();
  const names = Array.from({ length: size }, (_, index) => tenantNames(index + 1));
  const google = createProjects(
    names.map(({ config, projectNumber }) => ({ projectId: config.google.project, projectNumber })),
    identities,
  );
  const [first, ...others] = names.map((one): FleetTenant => {
    const erpApiKey = randomSecret();
    return {
      ...one,
      entra: createDirectory(one.config, identities, { domain: one.domain }),
      google,
      erp: createCustomerErp(one.config, erpApiKey),
      identities,
      erpApiKey,
    };
  });
  if (!first) throw new RangeError(`A fleet of ${size} tenants is not allowed; at least one.`);
  const tenants = [first, ...others] as const;
  const traffic = new Traffic();
  return { tenants, google, identities, systems: systemsOf(tenants, google, traffic), traffic };
}

function systemsOf(
  tenants: Fleet["tenants"],
  google: Emulator<GoogleState>,
  traffic: Traffic,
): Fleet["systems"] {
  const directories = new Map(
    tenants.flatMap(({ config, domain, entra }) => [
      [config.microsoft.tenantId, entra] as const,
      [domain, entra] as const,
    ]),
  );
  const erps = new Map(tenants.map(({ config, erp }) => [config.dns, erp]));
  const any = tenants[0].entra;
  return {
    entra: new FleetSystem({
      hosts: any.hosts,
      emulators: [...directories.values()],
      // A tenant that nobody has is unknown to any directory, which says so in Microsoft's words.
      find: (request) => directories.get(tenantOf(request) ?? "") ?? any,
      traffic: traffic.part(),
    }),
    google: new FleetSystem({
      hosts: google.hosts,
      emulators: [google],
      find: () => google,
      traffic: traffic.part(),
    }),
    erp: new FleetSystem({
      hosts: [`*.${ERP_DOMAIN}`],
      emulators: [...erps.values()],
      find: (request) => erps.get(new URL(request.url).hostname),
      traffic: traffic.part(),
    }),
  };
}

/**
 * Which tenant a request to login.microsoftonline.com or graph.microsoft.com is about: the one in the path of the token endpoint, by
 * id or domain, or the one that issued the access token. Nothing is checked: that is the tenant's own emulator's part.
 *
 * @returns in lower case; undefined where the request names none
 */
function tenantOf(request: Request): string | undefined {
  const [, named] = /^https:\/\/[^/]+\/([^/?]+)\/oauth2\//.exec(request.url) ?? [];
  return (named ?? issuer(request.headers.get("authorization")))?.toLowerCase();
}

function issuer(authorization: string | null): string | undefined {
  const [, payload] = /^Bearer [^.]+\.([^.]+)\./i.exec(authorization ?? "") ?? [];
  try {
    return String(JSON.parse(Buffer.from(payload ?? "", "base64url").toString()).tid);
  } catch {
    return undefined;
  }
}
