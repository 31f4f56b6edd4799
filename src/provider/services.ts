import { EntraSession } from "./entraSession.ts";
import { ErpSession, type ErpSessionAccess } from "./erpSession.ts";
import { functions } from "./functions.ts";
import type { Invoke, Services } from "./plugin.ts";
import { entraCredentialProof } from "./resources/entraCredentialProof.ts";
import { entraSecretInventory } from "./resources/entraSecretInventory.ts";
import { erpCompanyOAuth } from "./resources/erpCompanyOAuth.ts";
import { erpMailServer } from "./resources/erpMailServer.ts";
import { erpModule } from "./resources/erpModule.ts";
import { erpParameters } from "./resources/erpParameters.ts";
import { googleOAuthClient } from "./resources/googleOAuthClient.ts";

/** The plugin's resources and functions, with sign-ins of their own. */
export function services(access: ErpSessionAccess): Services {
  const entra = new EntraSession();
  const erp = new ErpSession(access);
  return {
    resources: byToken({
      EntraCredentialProof: entraCredentialProof,
      EntraSecretInventory: entraSecretInventory(entra),
      GoogleOAuthClient: googleOAuthClient,
      ErpModule: erpModule(erp),
      ErpCompanyOAuth: erpCompanyOAuth(erp),
      ErpMailServer: erpMailServer(erp),
      ErpParameters: erpParameters(erp),
    }),
    // The SDK sees to it that each is called with what it takes.
    functions: byToken({ ...functions(entra, erp) } as unknown as Record<string, Invoke>),
  };
}

const byToken = <T>(named: Record<string, T>): Map<string, T> =>
  new Map(Object.entries(named).map(([name, one]) => [`modernauth:index:${name}`, one]));
