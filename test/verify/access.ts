import type { DevConfig, Tenant } from "#sandbox/tenant.ts";
import type { ErpAccess } from "#verify/erp/access.ts";

/** How the emulated tenant's ERP is reached, as its configuration says. */
export const accessOf = ({ dns, erp }: DevConfig, { erpApiKey }: Tenant): ErpAccess => ({
  url: `https://${dns}`,
  database: erp.database,
  login: erp.login,
  password: erpApiKey,
  company: erp.company,
});
