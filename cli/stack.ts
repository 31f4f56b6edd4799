import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parseConfig, type RawEntry } from "../config/parse.ts";
import type { TenantConfig } from "../config/schema.ts";
import type { ErpAccess } from "../verify/erp/held.ts";
import type { StackExport } from "./stackState.ts";

const PROJECT = "erp-modern-auth";
const MOST_OUTPUT = 256 * 1024 * 1024;

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
  const [config, exported] = await Promise.all([
    pulumi(["config", "--json", "--show-secrets", "--stack", name]),
    pulumi(["stack", "export", "--stack", name]),
  ]);
  const tag = `${PROJECT}/${name.split("/").at(-1)}`;
  return { config: parseConfig(name, ownEntries(JSON.parse(config))), exported: JSON.parse(exported), tag };
}

/** How the ERP of a tenant is reached: the only place here that knows which keys say so. */
export function erpAccess({ dns, erp }: TenantConfig): ErpAccess {
  const fields = erp.fields?.microsoft;
  return {
    url: erp.url ?? `https://${dns}`,
    database: erp.database,
    login: erp.login,
    password: erp.password,
    company: erp.company,
    ...(fields ? { fields: fields as NonNullable<ErpAccess["fields"]> } : {}),
  };
}

function ownEntries(config: Record<string, { value: string; secret?: boolean }>): Record<string, RawEntry> {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${PROJECT}:`));
  return Object.fromEntries(
    own.map(([key, { value, secret }]) => [
      key.slice(PROJECT.length + 1),
      { value, encrypted: secret === true },
    ]),
  );
}

async function pulumi(args: readonly string[]): Promise<string> {
  try {
    const run = await promisify(execFile)("pulumi", [...args, "--non-interactive"], {
      maxBuffer: MOST_OUTPUT,
    });
    return run.stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT")
      throw new Error(
        'pulumi cannot be started: install the Pulumi CLI, or run this through "npm run modern-auth".',
      );
    // The failed command's standard output may hold secrets; its errors do not.
    throw new Error(`pulumi ${args[0]} failed: ${stderr?.trim() || `exit code ${code}`}`);
  }
}
