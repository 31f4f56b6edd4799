import type { Values } from "#provider/plugin.ts";
import { type Pick, settingsOf } from "../bridge/settings.ts";

/** Who the provider is and where its clouds are. */
export interface Settings {
  tenantId: string;
  clientId: string;
  credential:
    | { certificatePath: string; certificatePassword: string }
    | { secret: string }
    | { assertion: string }
    | { assertionUrl: string; assertionToken: string };
  /** Host that serves the metadata document; the public cloud when absent. */
  metadataHost?: string;
}

/** The provider's settings from its configuration, else from the environment, as the real plugin takes them. */
export function settingsFrom(config: Values, env: NodeJS.ProcessEnv): Settings {
  const pick = settingsOf(config, env);
  const tenantId = pick("tenantId", "ARM_TENANT_ID");
  // Terraform reads files too, but the check that Pulumi's plugin makes before it does not.
  const clientId = pick("clientId", "ARM_CLIENT_ID");
  const metadataHost = pick("metadataHost", "ARM_METADATA_HOSTNAME");
  if (!tenantId) throw noCredentials("a tenant ID must be configured (azuread:tenantId or ARM_TENANT_ID)");
  if (!clientId) throw noCredentials("a client ID must be configured (azuread:clientId or ARM_CLIENT_ID)");
  return { tenantId, clientId, credential: credentialFrom(pick), ...(metadataHost ? { metadataHost } : {}) };
}

function credentialFrom(pick: Pick): Settings["credential"] {
  const certificatePath = pick("clientCertificatePath", "ARM_CLIENT_CERTIFICATE_PATH");
  if (certificatePath)
    return {
      certificatePath,
      certificatePassword: pick("clientCertificatePassword", "ARM_CLIENT_CERTIFICATE_PASSWORD") ?? "",
    };
  const secret = pick("clientSecret", "ARM_CLIENT_SECRET");
  if (secret) return { secret };
  if (pick("useOidc", "ARM_USE_OIDC") === "true") {
    const assertion = pick("oidcToken", "ARM_OIDC_TOKEN");
    if (assertion) return { assertion };
    const assertionUrl = pick("oidcRequestUrl", "ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL");
    const assertionToken = pick(
      "oidcRequestToken",
      "ARM_OIDC_REQUEST_TOKEN",
      "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    );
    if (assertionUrl && assertionToken) return { assertionUrl, assertionToken };
  }
  throw noCredentials("neither a client secret nor an OIDC token is configured");
}

const noCredentials = (details: string): Error =>
  new Error(
    `failed to load Azure credentials.\n\nDetails: ${details}\n\n` +
      "Please make sure you have signed in via 'az login' or configured another authentication method.\n\n" +
      "For more information, please see https://www.pulumi.com/registry/packages/azuread/installation-configuration",
  );
