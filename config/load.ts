import { RunError } from "@pulumi/pulumi/errors.js";
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import { getProject, getStack } from "@pulumi/pulumi/runtime/settings.js";
import { ConfigError } from "./configError.ts";
import { requireNoDefaultProviders } from "./defaultProviders.ts";
import { parseConfig, type RawEntry } from "./parse.ts";
import type { TenantConfig } from "./schema.ts";

/** Keys that configure the plugin, which reads them by itself; checked here with all others. */
const PLUGIN = "modernauth:";

/** Reads the configuration of the stack that the engine runs this program for. @throws RunError, which the engine shows as it is */
export function loadConfig(): TenantConfig {
  const project = `${getProject()}:`;
  // The engine tells a program in this variable which keys stand encrypted in the file; the SDK has no public call for it.
  const secretKeys = new Set<string>(JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]"));
  const entries: Record<string, RawEntry> = {};
  for (const [key, value] of Object.entries(allConfig())) {
    const name = key.startsWith(project) ? key.slice(project.length) : key;
    if (name !== key || key.startsWith(PLUGIN)) entries[name] = { value, encrypted: secretKeys.has(key) };
  }
  try {
    requireNoDefaultProviders(getStack(), allConfig());
    return parseConfig(getStack(), entries);
  } catch (error) {
    if (error instanceof ConfigError) throw new RunError(error.message);
    throw error;
  }
}
