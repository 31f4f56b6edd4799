// First, before anything loads the SDK.
import "./components/slimSdk.ts";
import { tenantModernAuth } from "./components/tenantModernAuth.ts";
import { loadConfig } from "./src/config/load.ts";

const tenant = await tenantModernAuth("tenant", loadConfig());

export const microsoft = tenant.microsoft && {
  clientId: tenant.microsoft.clientId,
  tenantId: tenant.microsoft.tenantId,
  secret: tenant.microsoft.secret,
  keyId: tenant.microsoft.keyId,
  expiry: tenant.microsoft.expiry,
  unrecordedSecrets: tenant.microsoft.unrecordedSecrets,
  adminConsentUrl: tenant.microsoft.adminConsentUrl,
  missingConsent: tenant.microsoft.missingConsent,
  exchangeCommands: tenant.microsoft.exchangeCommands,
};

export const google = tenant.google && {
  status: tenant.google.status,
  nextStep: tenant.google.nextStep,
  clientId: tenant.google.client?.clientId,
  domainVerification: tenant.google.domainVerification,
  workloadIdentity: tenant.google.workloadIdentity && {
    provider: tenant.google.workloadIdentity.provider,
    serviceAccount: tenant.google.workloadIdentity.serviceAccount,
  },
};

export const erp = { status: tenant.erp.status, nextStep: tenant.erp.nextStep };
