import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { CalendarDate } from "#config/rules/dates.ts";
import { attestations, GUIDED_ITEMS } from "#config/rules/googleAttestation.ts";
import { devConfigFile } from "#sandbox/tenant.ts";
import type { TenantNames } from "./tenantNames.ts";

/** A Google client that a person has made. */
export interface MadeClient {
  /** Content of its file, encrypted. */
  secure: string;
  on: CalendarDate;
}

const dev: { config: Record<string, object> } = parse(readFileSync(devConfigFile, "utf8"));

/**
 * The `config` of a tenant's stack: that of the dev stack with the tenant's own names, and, once there is a client, what importing it and
 * attesting leave behind.
 *
 * @param erpPassword encrypted
 */
export function stackConfig(
  { config }: TenantNames,
  erpPassword: string,
  client?: MadeClient,
): Record<string, unknown> {
  const { dns, microsoft, google, erp } = config;
  const { database, login, ...ofErp } = erp;
  return {
    ...dev.config,
    "erp-modern-auth:dns": dns,
    "erp-modern-auth:microsoft": { ...dev.config["erp-modern-auth:microsoft"], ...microsoft },
    "erp-modern-auth:google": { ...google, ...(client ? recordOf(client) : {}) },
    ...(client ? { "erp-modern-auth:googleClientFile": { secure: client.secure } } : {}),
    "erp-modern-auth:erp": { ...dev.config["erp-modern-auth:erp"], ...ofErp },
    "modernauth:erpUrl": `https://${dns}`,
    "modernauth:erpDatabase": database,
    "modernauth:erpLogin": login,
    "modernauth:erpPassword": { secure: erpPassword },
  };
}

const recordOf = ({ on }: MadeClient) => ({
  generations: [{ number: 1, since: on }],
  attested: attestations({ items: GUIDED_ITEMS, by: "anna@acme.example", on, audience: "internal" }),
});
