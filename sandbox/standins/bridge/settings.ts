import { isUnknown, type Values } from "#provider/plugin.ts";

/** A setting from the provider's configuration, else from the first of these variables that is set. */
export type Pick = (name: string, ...variables: string[]) => string | undefined;

export const settingsOf =
  (config: Values, env: NodeJS.ProcessEnv): Pick =>
  (name, ...variables) => {
    const value = config[name];
    if (typeof value === "string" && value !== "") return value;
    return variables.map((variable) => env[variable]).find((found) => found);
  };

/** During a preview the provider's own settings may come from resources that don't exist yet. */
export const areKnown = (config: Values): boolean => !Object.values(config).some(isUnknown);
