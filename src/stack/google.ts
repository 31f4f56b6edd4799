import { AdvisedError } from "#config/advisedError.ts";
import { parseConfig } from "#config/parse.ts";
import { configSet } from "#config/rules/nextStep.ts";
import { PROFILES, redirectUris } from "#config/rules/profiles.ts";
import type { GoogleConfig, TenantConfig } from "#config/schema.ts";
import { readEntries } from "./stack.ts";

/**
 * The Google part of a stack's configuration, and the ERP's DNS name. The state is not looked at: there may be none yet.
 *
 * @throws Error with the CLI's own words when there is no such stack, ConfigError when its configuration is not valid, Error naming
 *   the command when it has no Google part
 */
export async function readGoogle(
  name: string,
): Promise<{ dns: string; redirectUris: [string, ...string[]]; google: GoogleConfig }> {
  const config = parseConfig(name, await readEntries(name));
  return { dns: config.dns, redirectUris: googleRedirectUris(config), google: googlePart(name, config) };
}

/** All redirect URIs that the client has to list for this kind of ERP; the one of mail, which is proven, first. */
export const googleRedirectUris = ({ dns, erp }: TenantConfig): [string, ...string[]] =>
  redirectUris(PROFILES[erp.profile], "google", dns);

/** The Google part of a configuration. @throws Error naming the command when it has none */
export function googlePart(name: string, { google }: TenantConfig): GoogleConfig {
  if (google) return google;
  throw new AdvisedError(`Stack "${name}" has no Google part.`, configSet("google.project", "<project id>"));
}
