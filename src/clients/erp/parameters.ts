import type { ErpClient } from "./client.ts";
import { ErpError } from "./errors.ts";
import { searchRead } from "./records.ts";

const PARAMETERS = "ir.config_parameter";
/** Where the ERP thinks that it is reached; it writes this itself at some logins. */
export const BASE_URL = "web.base.url";

/** System parameters by key; "" for one that is not there, which the ERP does not tell from an empty one. */
export type ParameterValues = Record<string, string>;

/** Reads system parameters. @throws ErpError "no-rights" to all but administrators */
export async function readParameters(client: ErpClient, keys: readonly string[]): Promise<ParameterValues> {
  const rows = await searchRead(client, PARAMETERS, [["key", "in", keys]], ["key", "value"]);
  const values: ParameterValues = Object.fromEntries(keys.map((key) => [key, ""]));
  for (const { key, value } of rows) values[String(key)] = typeof value === "string" ? value : "";
  return values;
}

/**
 * Makes system parameters hold these values, "" for none: reads, writes what differs, reads back.
 * @returns the keys that were written
 * @throws ErpError when one was not kept; it names the key and no value
 */
export async function writeParameters(
  client: ErpClient,
  wanted: Readonly<ParameterValues>,
): Promise<string[]> {
  const keys = Object.keys(wanted);
  const before = await readParameters(client, keys);
  const differing = keys.filter((key) => before[key] !== wanted[key]);
  if (differing.length === 0) return [];
  for (const key of differing) {
    await client.call(PARAMETERS, "set_param", { args: { key, value: wanted[key] || false } });
  }
  const after = await readParameters(client, differing);
  const lost = differing.filter((key) => after[key] !== wanted[key]);
  if (lost.length === 0) return differing;
  throw new ErpError({
    kind: "validation",
    model: PARAMETERS,
    message:
      `The ERP accepted the system parameter ${lost.join(", ")} and did not keep it: server environment files may set it, or somebody ` +
      "changed it at the same moment.",
  });
}

/**
 * Refuses an ERP that builds its redirect URIs on another address than the registrations carry.
 * @param origin such as "https://erp.example.com"
 * @throws ErpError
 */
export async function demandBaseUrl(client: ErpClient, origin: string): Promise<void> {
  const live = (await readParameters(client, [BASE_URL]))[BASE_URL] ?? "";
  if (URL.canParse(live) && new URL(live).origin === origin) return;
  throw new ErpError({
    kind: "validation",
    model: PARAMETERS,
    message:
      `The ERP's system parameter ${BASE_URL} is "${live}", but its redirect URIs are registered under ${origin}: every sign-in would be ` +
      `refused. Set it to ${origin} in the ERP (Settings, Technical, System Parameters), and web.base.url.freeze to True, or the next ` +
      "login of an administrator changes it again; or put the right name into the configuration: pulumi config set dns <DNS name> --stack <stack>",
  });
}
