import type { ErpSessionAccess } from "./erpSession.ts";
import type { Plugin } from "./plugin.ts";

/**
 * The `modernauth` plugin: everything of this product that talks to Entra, Google or the ERP during a deployment.
 *
 * @param access how the ERP is reached, from the stack configuration as it is now; the provider's inputs would come from the state
 */
export const modernauth = (access: ErpSessionAccess): Plugin => ({
  name: "modernauth",
  version: "0.1.0",
  configure: async () => (await import("./services.ts")).services(access),
});
