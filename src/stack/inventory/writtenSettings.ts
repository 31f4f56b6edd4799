import { parse } from "yaml";
import { ENCRYPTED, type Settings } from "#config/tenantSettings.ts";

/**
 * What a configuration file says, valid or not, without asking anybody to decrypt it.
 *
 * @param project its name, which the keys of the program begin with
 * @returns undefined where the file is no configuration
 */
export function writtenSettings(text: string, project: string): Settings | undefined {
  try {
    const { config } = (parse(text, hideEncrypted) ?? {}) as { config?: Record<string, unknown> };
    return Object.fromEntries(
      Object.entries(config ?? {}).map(([key, value]) => [
        key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key,
        value,
      ]),
    );
  } catch {
    return undefined;
  }
}

const hideEncrypted = (_: unknown, value: unknown): unknown =>
  value !== null && typeof value === "object" && "secure" in value ? ENCRYPTED : value;
