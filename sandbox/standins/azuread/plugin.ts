import type { Plugin } from "#provider/plugin.ts";

/** The stand-in for pulumi-resource-azuread: the resource types and functions that the program uses. */
export const azuread = (env: NodeJS.ProcessEnv): Plugin => ({
  name: "azuread",
  version: "6.9.1",
  configure: async (config) => (await import("./services.ts")).connect(config, env),
});
