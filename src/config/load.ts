import { tmpdir } from "node:os";
import { basename, isAbsolute } from "node:path";
import { RunError } from "@pulumi/pulumi/errors.js";
import { warn } from "@pulumi/pulumi/log/index.js";
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import { getProject, getRootDirectory, getStack } from "@pulumi/pulumi/runtime/settings.js";
import { ConfigError } from "./configError.ts";
import { ownEntries } from "./entries.ts";
import { noteFailure } from "./failureNotes.ts";
import { parseConfig } from "./parse.ts";
import { findProject } from "./project.ts";
import { loudSwitches, loudText } from "./rules/loudSwitches.ts";
import { configSet } from "./rules/nextStep.ts";
import { printable } from "./rules/printable.ts";
import type { TenantConfig } from "./schema.ts";
import { withFileOf } from "./unquotedValues.ts";

/** Reads the configuration of the stack that the engine runs this program for. @throws RunError, which the engine shows as it is */
export function loadConfig(): TenantConfig {
  // Too late to refuse: the engine has handed over secrets by now. `modern-auth up` does.
  // In these the engine gives every program an address of its own, whatever somebody has set.
  const {
    PULUMI_LOG_OTLP_ENDPOINT: _logs,
    PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT: _traces,
    ...env
  } = process.env;
  const loud = loudText(loudSwitches(env, tmpdir()));
  if (loud) void warn(loud);
  // The engine tells a program in this variable which keys stand encrypted in the file; the SDK has no public call for it.
  const secretKeys = new Set<string>(JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]"));
  const all = Object.entries(allConfig()).map(
    ([key, value]) => [key, { value, encrypted: secretKeys.has(key) }] as const,
  );
  try {
    requireOwnFile(getStack(), process.env["PULUMI_OPTION_CONFIG_FILE"]);
    requireNoDefaultProviders(getStack(), allConfig());
    const entries = ownEntries(getProject(), Object.fromEntries(all));
    return parseConfig(getStack(), withFileOf(entries, findProject(projectFolder()), getStack()));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    noteFailure({ kind: "configuration", problems: error.problems });
    throw new RunError(printable(error.message));
  }
}

/** Where Pulumi.yaml is. Older language hosts do not say so; there the program mostly lies beside it. */
function projectFolder(): string {
  const said = getRootDirectory();
  return isAbsolute(said) ? said : process.cwd();
}

/** With a variable the engine works on every stack with one stack's values. @throws ConfigError where it is another stack's file */
function requireOwnFile(stack: string, file: string | undefined): void {
  const own = `Pulumi.${stack}.yaml`;
  if (!file || [own, own.replace(/yaml$/, "yml")].includes(basename(file))) return;
  throw new ConfigError(stack, [
    {
      property: "PULUMI_OPTION_CONFIG_FILE",
      what: `"${file}" is not the file of this stack`,
      allowed: `no such variable, or a file ${own}`,
      next: { kind: "person", text: "unset PULUMI_OPTION_CONFIG_FILE" },
    },
  ]);
}

const KEY = "pulumi:disable-default-providers";

/**
 * Makes sure that a resource without an explicit provider fails instead of using whatever identity the shell has.
 *
 * @param config the whole stack configuration, key to text
 * @throws ConfigError when default providers are not switched off
 */
function requireNoDefaultProviders(stack: string, config: Readonly<Record<string, string>>): void {
  const value = config[KEY];
  if (value && /"\*"/.test(value)) return;
  throw new ConfigError(stack, [
    {
      property: KEY,
      what: value ? `${value} is not allowed` : "is missing",
      allowed: '["*"], so that nothing ever runs under whatever identity the shell has',
      next: configSet(`${KEY}[0]`, "*"),
    },
  ]);
}
