import { adminConsentLink, PUBLIC_LOGIN } from "#config/rules/consent.ts";
import type { ExpectedMicrosoft } from "../expected.ts";

/** Where an administrator of the tenant consents to all that the app registration asks for. */
export const consentLink = ({ tenantId, application }: ExpectedMicrosoft): string =>
  adminConsentLink(PUBLIC_LOGIN, tenantId, application?.clientId ?? "");
