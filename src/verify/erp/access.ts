import type { Protocol } from "#clients/erp/connect.ts";
import type { CompanyOverrides, ServerKind } from "#clients/erp/discovery.ts";
import type { ErpProfile } from "#config/rules/profiles.ts";

/** How a tenant's ERP is reached, and which of its companies is meant. */
export interface ErpAccess {
  url: string;
  /** @default "auto" */
  protocol?: Protocol;
  database: string;
  login: string;
  password: string;
  /** The ERP's kind. @default CID ERP */
  profile?: ErpProfile;
  /** For an ERP that keeps the values by company. */
  company?: string | number | undefined;
  /** Technical field names that the configuration pins. */
  fields?: CompanyOverrides;
  /** The same for the incoming servers' switch "use OAuth2". */
  incomingUse?: string;
  /** What the last update wrote, and where. */
  recorded?: RecordedErp;
}

/** Where an update wrote: known from the state, so that nothing has to be discovered again. */
export interface RecordedErp {
  /** Id of the company, and the names of the fields that hold its values; absent where nothing was written to a company. */
  company?: { id: number; fields: CompanyOverrides };
  servers: readonly RecordedServer[];
}

/** A mail server that an update has switched. */
export interface RecordedServer {
  kind: ServerKind;
  /** Id in the ERP. */
  id: number;
  /** Name of the field of its switch "use OAuth2". */
  field: string;
  useOAuth2: boolean;
}
