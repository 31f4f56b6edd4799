import { EntraSession } from "./entraSession.ts";
import { type ErpAccess, ErpSession } from "./erpSession.ts";
import { findEntraRegistration } from "./functions/findEntraRegistration.ts";
import { findErpObjects } from "./functions/findErpObjects.ts";
import { findGoogleObjects } from "./functions/findGoogleObjects.ts";
import { preflightEntra } from "./functions/preflightEntra.ts";
import type { Services } from "./plugin.ts";
import { entraCredentialProof } from "./resources/entraCredentialProof.ts";
import { entraSecretInventory } from "./resources/entraSecretInventory.ts";
import { erpCompanyOAuth } from "./resources/erpCompanyOAuth.ts";
import { erpMailServer } from "./resources/erpMailServer.ts";
import { erpModule } from "./resources/erpModule.ts";
import { erpParameters } from "./resources/erpParameters.ts";
import { googleOAuthClient } from "./resources/googleOAuthClient.ts";

/** The plugin's resources and functions, with sign-ins of their own. */
export function services(access: ErpAccess): Services {
  const entra = new EntraSession();
  const erp = new ErpSession(access);
  return {
    resources: new Map([
      ["modernauth:index:EntraCredentialProof", entraCredentialProof],
      ["modernauth:index:EntraSecretInventory", entraSecretInventory(entra)],
      ["modernauth:index:GoogleOAuthClient", googleOAuthClient],
      ["modernauth:index:ErpModule", erpModule(erp)],
      ["modernauth:index:ErpCompanyOAuth", erpCompanyOAuth(erp)],
      ["modernauth:index:ErpMailServer", erpMailServer(erp)],
      ["modernauth:index:ErpParameters", erpParameters(erp)],
    ]),
    functions: new Map([
      ["modernauth:index:findEntraRegistration", findEntraRegistration(entra)],
      ["modernauth:index:preflightEntra", preflightEntra(entra)],
      ["modernauth:index:findErpObjects", findErpObjects(erp)],
      ["modernauth:index:findGoogleObjects", findGoogleObjects],
    ]),
  };
}
