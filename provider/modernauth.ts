import { ErpSession } from "./erpSession.ts";
import { findEntraRegistration } from "./functions/findEntraRegistration.ts";
import type { Plugin } from "./plugin.ts";
import { entraCredentialProof } from "./resources/entraCredentialProof.ts";
import { erpCompanyOAuth } from "./resources/erpCompanyOAuth.ts";
import { erpMailServer } from "./resources/erpMailServer.ts";
import { erpModule } from "./resources/erpModule.ts";
import { googleOAuthClient } from "./resources/googleOAuthClient.ts";

/** The `modernauth` plugin: everything of this product that talks to Entra, Google or the ERP during a deployment. */
export function modernauth(): Plugin {
  const erp = new ErpSession();
  return {
    name: "modernauth",
    version: "0.1.0",
    configure: async (inputs) => erp.configure(inputs),
    // Another address or password of the ERP changes how it is reached, not what is there.
    diffConfig: async (old, inputs) => ({ changes: JSON.stringify(old) !== JSON.stringify(inputs) }),
    resources: new Map([
      ["modernauth:index:EntraCredentialProof", entraCredentialProof],
      ["modernauth:index:GoogleOAuthClient", googleOAuthClient],
      ["modernauth:index:ErpModule", erpModule(erp)],
      ["modernauth:index:ErpCompanyOAuth", erpCompanyOAuth(erp)],
      ["modernauth:index:ErpMailServer", erpMailServer(erp)],
    ]),
    functions: new Map([["modernauth:index:findEntraRegistration", findEntraRegistration]]),
  };
}
