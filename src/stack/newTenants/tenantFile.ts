import { Document, isMap, Scalar, type YAMLMap } from "yaml";
import { metaAt } from "#config/schemaAt.ts";
import { ERP_PASSWORD_KEY, type Settings } from "#config/tenantSettings.ts";
import type { EncryptionKey } from "./encryptionKey.ts";

const PLUGIN = "modernauth:";
const DEFAULT_PROVIDERS = "pulumi:disable-default-providers";
const WHY_DISABLED = "nothing ever runs under whatever identity the shell has";
/** The configuration file of a tenant, in the folder of the stacks. */
export const fileName = (tenant: string): string => `Pulumi.${tenant}.yaml`;

/**
 * A tenant's configuration file, with what each key is for. Pure.
 *
 * @param password the ERP's, as the CLI has encrypted it
 */
export function tenantFile(
  tenant: string,
  project: string,
  settings: Settings,
  key: EncryptionKey,
  password?: string,
): string {
  const { erp, ...others } = settings;
  const secret = password === undefined ? {} : { [ERP_PASSWORD_KEY]: { secure: password } };
  const config = Object.fromEntries(
    Object.entries({ ...others, ...secret, erp }).map(([name, value]) => [
      name.startsWith(PLUGIN) ? name : `${project}:${name}`,
      value,
    ]),
  );
  // That version of YAML puts in quotes what Go would not read as a text, such as a date.
  const file = new Document(
    { config: { [DEFAULT_PROVIDERS]: ["*"], ...config }, ...key },
    { version: "1.1" },
  );
  file.commentBefore = ` Tenant ${tenant}. README, "Configuration", explains every key. To change one: pulumi config set --stack ${tenant} …`;
  explain(file.get("config") as YAMLMap, (name) =>
    name === DEFAULT_PROVIDERS
      ? WHY_DISABLED
      : [name.startsWith(PLUGIN) ? name : name.slice(project.length + 1)],
  );
  return file.toString({ lineWidth: 0 });
}

/** Writes above each key what the schema says of it; a section's own keys say it all. @param placed the path of a key, or its words */
function explain({ items }: YAMLMap, placed: (name: string) => readonly string[] | string): void {
  for (const { key, value } of items) {
    if (!(key instanceof Scalar)) continue;
    const place = placed(String(key.value));
    if (typeof place === "string") key.commentBefore = ` ${place}`;
    else if (isMap(value) && !value.has("secure")) explain(value, (inner) => [...place, inner]);
    else key.commentBefore = ` ${metaAt(place).allowed}`;
  }
}
