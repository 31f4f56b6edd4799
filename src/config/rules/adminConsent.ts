/** The public cloud's, the only one in which the program works (docs/deployer.md). */
export const PUBLIC_LOGIN = "https://login.microsoftonline.com";

/**
 * The page on which an administrator of a tenant consents, for the whole tenant, to everything that an app registration lists
 * under "API permissions". It also puts the application into the tenant.
 *
 * @see https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
 */
export const adminConsentLink = (login: string, tenantId: string, clientId: string): string =>
  `${login}/${encodeURIComponent(tenantId)}/adminconsent?client_id=${encodeURIComponent(clientId)}`;
