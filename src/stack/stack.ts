import { ownEntries } from "#config/entries.ts";
import { parseConfig, type RawEntry } from "#config/parse.ts";
import { findProject } from "#config/project.ts";
import type { TenantConfig } from "#config/schema.ts";
import { withFileOf } from "#config/unquotedValues.ts";
import { tenantOf } from "./inventory/backend.ts";
import { mustPulumi } from "./pulumi.ts";
import type { StackExport } from "./state.ts";

/** One tenant's stack. The configuration holds secrets, so it stays in memory. */
export interface Stack {
  config: TenantConfig;
  /** As `pulumi stack export` prints it: secrets in it are encrypted. */
  exported: StackExport;
  /** Written into the app registration, so that a later run finds it without the state. */
  tag: string;
}

/**
 * Reads configuration and state of a stack through the Pulumi CLI, which knows the backend and the passphrase.
 *
 * @throws Error with the CLI's own words when there is no such stack, ConfigError when its configuration is not valid
 */
export async function readStack(name: string): Promise<Stack> {
  const [entries, exported] = await Promise.all([
    readEntries(name),
    mustPulumi(["stack", "export", "--stack", name]),
  ]);
  return stackOf(findProject().name, name, entries, JSON.parse(exported));
}

/** The configuration as it is written, valid or not. @throws Error with the CLI's own words when there is no such stack */
export async function readEntries(name: string): Promise<Readonly<Record<string, RawEntry>>> {
  const printed = JSON.parse(await mustPulumi(["config", "--json", "--show-secrets", "--stack", name]));
  const project = findProject();
  return withFileOf(entriesOf(project.name, printed), project, tenantOf({ name }));
}

/** @param project its name, which its keys begin with @param printed what `pulumi config --json --show-secrets` prints */
export function entriesOf(
  project: string,
  printed: Readonly<Record<string, { value: string; secret?: boolean }>>,
): Record<string, RawEntry> {
  const entries = Object.entries(printed).map(
    ([key, { value, secret }]) => [key, { value, encrypted: secret === true }] as const,
  );
  return ownEntries(project, Object.fromEntries(entries));
}

/** What configuration and state say together. @param project its name @throws ConfigError when the configuration is not valid */
export const stackOf = (
  project: string,
  name: string,
  entries: Readonly<Record<string, RawEntry>>,
  exported: StackExport,
): Stack => ({
  config: parseConfig(name, entries),
  exported,
  tag: `${project}/${name.split("/").at(-1)}`,
});

/** How an ERP is reached. Holds a password. */
export interface ErpConnection {
  url: string;
  protocol: TenantConfig["modernauth:erpProtocol"];
  database: string;
  login: string;
  password: string;
}

/** How the ERP of a tenant is reached; undefined where its vendor alone has access. */
export function erpConnection(config: TenantConfig): ErpConnection | undefined {
  const {
    "modernauth:erpUrl": url,
    "modernauth:erpDatabase": database,
    "modernauth:erpLogin": login,
    "modernauth:erpPassword": password,
  } = config;
  // A configuration that lacks one of the four is valid only there.
  if (config.erp.access === "vendor" || !url || !database || !login || !password) return undefined;
  return { url, protocol: config["modernauth:erpProtocol"], database, login, password };
}
