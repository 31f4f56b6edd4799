import type { SecretNumbers } from "#config/handedOver.ts";
import { parseConfig } from "#config/parse.ts";
import { LIFETIME_MONTHS } from "#config/rules/defaults.ts";
import { completeGenerations, type Generation } from "#config/rules/generations.ts";
import type { TenantConfig } from "#config/schema.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { readEntries } from "#stack/stack.ts";
import type { StackExport } from "#stack/state.ts";

/** A stack whose secrets are to be rotated, however little of its configuration there is yet. Holds secrets in clear. */
export interface SecretStack {
  name: string;
  /** `microsoft.generations` as it is written, half-written entries included. */
  written: readonly unknown[];
  /** Those of them that are whole. */
  generations: readonly Generation[];
  lifetimeMonths: number;
  exported: StackExport;
  /** What the vendor has confirmed; undefined where this program writes into the ERP. */
  handedOver: SecretNumbers | undefined;
  /** The whole configuration, as it will be without half-written secrets. @throws ConfigError when it is not valid */
  config: () => TenantConfig;
}

/** @throws Error with the CLI's own words when there is no such stack */
export async function readSecretStack(name: string): Promise<SecretStack> {
  const [entries, exported] = await Promise.all([
    readEntries(name),
    mustPulumi(["stack", "export", "--show-secrets", "--stack", name]),
  ]);
  const microsoft = parse(entries.microsoft?.value);
  const written = Array.isArray(microsoft.generations) ? (microsoft.generations as unknown[]) : [];
  const generations = completeGenerations(written);
  const { lifetimeMonths } = microsoft;
  const { access, handedOver } = parse(entries.erp?.value);
  return {
    name,
    written,
    generations,
    lifetimeMonths: typeof lifetimeMonths === "number" ? lifetimeMonths : LIFETIME_MONTHS,
    exported: JSON.parse(exported),
    handedOver: access === "vendor" ? ((handedOver ?? {}) as SecretNumbers) : undefined,
    config: () =>
      parseConfig(name, {
        ...entries,
        microsoft: { value: JSON.stringify({ ...microsoft, generations }), encrypted: false },
      }),
  };
}

function parse(value: string | undefined): Record<string, unknown> {
  try {
    return JSON.parse(value ?? "{}");
  } catch {
    return {};
  }
}
