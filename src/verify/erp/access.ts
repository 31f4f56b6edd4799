import type { Protocol } from "#clients/erp/connect.ts";
import type { CompanyFieldNames, ErpProfile } from "#config/rules/profiles.ts";
import type { RecordedErp } from "#stack/state.ts";

/** How a tenant's ERP is reached, and which of its companies is meant. */
export interface ErpAccess {
  url: string;
  /** @default "auto" */
  protocol?: Protocol;
  database: string;
  login: string;
  password: string;
  /** @default the global one */
  fetch?: typeof fetch;
  /** The ERP's kind. @default CID ERP */
  profile?: ErpProfile;
  /** For an ERP that keeps the values by company. */
  company?: string | number | undefined;
  /** Technical field names that the configuration pins. */
  fields?: CompanyFieldNames;
  /** The same for the incoming servers' switch "use OAuth2". */
  incomingUse?: string;
  /** The same for the field that holds what a sign-in brings. */
  incomingToken?: string;
  /** What the last update wrote, and where. */
  recorded?: RecordedErp;
}
