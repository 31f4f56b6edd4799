import { RunError } from "@pulumi/pulumi/errors.js";
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import { getProject, getStack } from "@pulumi/pulumi/runtime/settings.js";
import { ConfigError } from "./configError.ts";
import { requireNoDefaultProviders } from "./defaultProviders.ts";
import { ownEntries } from "./entries.ts";
import { noteFailure } from "./failureNotes.ts";
import { parseConfig } from "./parse.ts";
import type { TenantConfig } from "./schema.ts";

/** Reads the configuration of the stack that the engine runs this program for. @throws RunError, which the engine shows as it is */
export function loadConfig(): TenantConfig {
  // The engine tells a program in this variable which keys stand encrypted in the file; the SDK has no public call for it.
  const secretKeys = new Set<string>(JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]"));
  const all = Object.entries(allConfig()).map(
    ([key, value]) => [key, { value, encrypted: secretKeys.has(key) }] as const,
  );
  try {
    requireNoDefaultProviders(getStack(), allConfig());
    return parseConfig(getStack(), ownEntries(getProject(), Object.fromEntries(all)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    noteFailure({ kind: "configuration", problems: error.problems });
    throw new RunError(error.message);
  }
}
