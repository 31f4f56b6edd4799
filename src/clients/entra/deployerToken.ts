import { limitedFetch } from "../transport.ts";
import { azureCliToken } from "./azureCli.ts";
import { certificateAssertion, readCertificate } from "./certificate.ts";
import { requestIdToken } from "./ciToken.ts";
import type { Deployer } from "./deployer.ts";
import { DeployerError } from "./deployerError.ts";
import type { Endpoints } from "./endpoints.ts";
import { managedIdentityToken } from "./managedIdentity.ts";
import { type ClientCredential, claimsOf, entraTokenEndpoint, requestToken } from "./token.ts";

/**
 * One try at an access token for Microsoft Graph under the deployer's identity.
 *
 * @throws DeployerError when the identity cannot be used from here
 * @throws TokenRefused when Entra says no
 * @throws Unreachable when nothing is known: another try may help
 */
export async function deployerToken(
  deployer: Deployer,
  tenantId: string,
  endpoints: Endpoints,
  call: typeof fetch = limitedFetch,
): Promise<string> {
  switch (deployer.kind) {
    case "azure-cli":
      return ofTenant(await azureCliToken(tenantId, endpoints.graph), tenantId, "The Azure CLI");
    case "managed-identity": {
      const { endpoint, clientId } = deployer;
      const token = await managedIdentityToken(endpoint, clientId, endpoints.graph, call);
      return ofTenant(token, tenantId, "This machine's managed identity");
    }
    default: {
      const { clientId } = deployer;
      const credential = await credentialOf(deployer, entraTokenEndpoint(endpoints, tenantId), call);
      return requestToken({ endpoints, tenantId, clientId, credential, fetch: call });
    }
  }
}

type Application = Exclude<Deployer, { kind: "azure-cli" | "managed-identity" }>;

async function credentialOf(
  deployer: Application,
  audience: string,
  call: typeof fetch,
): Promise<ClientCredential> {
  switch (deployer.kind) {
    case "secret":
      return { secret: deployer.secret };
    case "certificate": {
      const certificate = await readCertificate(deployer.path, deployer.password);
      return { assertion: certificateAssertion(certificate, deployer.clientId, audience) };
    }
    case "id-token":
      return { assertion: deployer.idToken };
    case "id-token-request":
      return { assertion: await requestIdToken(deployer.requestUrl, deployer.requestToken, call) };
  }
}

/** Whoever gives a token by himself may give one for his own tenant: nothing must be made in the wrong one. */
function ofTenant(token: string, tenantId: string, who: string): string {
  const { tid } = claimsOf(token);
  if (typeof tid !== "string" || tid.toLowerCase() === tenantId.toLowerCase()) return token;
  throw new DeployerError(
    `${who} gives a token for tenant ${tid}, but microsoft.tenantId is ${tenantId}. Sign in to that tenant ` +
      `(az login --tenant ${tenantId} --allow-no-subscriptions), or use an application that works in both (docs/deployer.md).`,
  );
}
