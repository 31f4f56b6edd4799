import { ConfigError } from "./configError.ts";
import { configSet } from "./rules/nextStep.ts";

const KEY = "pulumi:disable-default-providers";

/**
 * Makes sure that a resource without an explicit provider fails instead of using whatever identity the shell has.
 *
 * @param config the whole stack configuration, key to text
 * @throws ConfigError when default providers are not switched off
 */
export function requireNoDefaultProviders(stack: string, config: Readonly<Record<string, string>>): void {
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
