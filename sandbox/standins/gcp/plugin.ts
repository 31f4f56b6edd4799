import type { Plugin } from "#provider/plugin.ts";
import { wrongEndpoints } from "./settings.ts";

/** The stand-in for pulumi-resource-gcp: the resource types and functions that the program uses. */
export const gcp = (env: NodeJS.ProcessEnv): Plugin => ({
  name: "gcp",
  version: "9.37.0",
  checkConfig: async (inputs) => ({ inputs, failures: wrongEndpoints(inputs) }),
  configure: async (config) => (await import("./services.ts")).services(config, env),
});
