import type { ExpectedMicrosoft } from "./expected.ts";

/**
 * Where an administrator of the tenant consents to all that the app registration asks for.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function adminConsentLink({ tenantId, application, redirectUri }: ExpectedMicrosoft): string {
  const query = new URLSearchParams({
    client_id: application?.clientId ?? "",
    redirect_uri: redirectUri,
  });
  return `https://login.microsoftonline.com/${tenantId}/adminconsent?${query}`;
}
