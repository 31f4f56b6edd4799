import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { CalendarDate } from "#config/rules/dates.ts";
import { attestations, GUIDED_ITEMS } from "#config/rules/googleAttestation.ts";
import { devConfigFile, projectName } from "#sandbox/tenant.ts";
import type { TenantNames } from "./tenantNames.ts";

/** A key of the program, as a configuration file writes it. */
const own = (key: string): string => `${projectName}:${key}`;

/** A Google client that a person has made. */
export interface MadeClient {
  /** Content of its file, encrypted. */
  secure: string;
  on: CalendarDate;
}

const dev: { config: Record<string, object> } = parse(readFileSync(devConfigFile, "utf8"));
// These are tenants like any customer's.
delete dev.config[own("sandbox")];

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
    [own("dns")]: dns,
    [own("microsoft")]: { ...dev.config[own("microsoft")], ...microsoft },
    [own("google")]: { ...google, ...(client ? recordOf(client) : {}) },
    ...(client ? { [own("googleClientFile")]: { secure: client.secure } } : {}),
    [own("erp")]: { ...dev.config[own("erp")], ...ofErp },
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
