import { APPLICATION_NAME } from "./rules/defaults.ts";

/** One thing that `modern-auth tenant add` takes: as a flag, and as a column of a CSV file. */
interface TenantField {
  /** Path of the key in the stack configuration. */
  path: string;
  /** What stands for the value in the help. */
  value: string;
  what: string;
  /** It may be given several times. */
  list?: true;
  /** Digits alone are an id. */
  byId?: true;
}

/**
 * What differs from tenant to tenant; all else is edited in the file. Apart from the schema, because the help must not wait for that.
 */
const TENANT_FIELDS = {
  dns: { path: "dns", value: "<name>", what: "the ERP's public DNS name, e.g. acme.cid-erp.app" },
  tag: { path: "tags", value: "<tag>", what: "a tag, by which a fleet's commands pick tenants", list: true },
  "microsoft-tenant-id": {
    path: "microsoft.tenantId",
    value: "<id>",
    what: "the customer's directory (tenant) id; none: no Microsoft",
  },
  "microsoft-application-name": {
    path: "microsoft.applicationName",
    value: "<name>",
    what: `name of the app registration; default: "${APPLICATION_NAME}"`,
  },
  "google-project": {
    path: "google.project",
    value: "<id>",
    what: "the Google Cloud project; none: no Google",
  },
  "erp-url": {
    path: "modernauth:erpUrl",
    value: "<address>",
    what: "address of the ERP's API; default: https://<dns>",
  },
  "erp-database": { path: "modernauth:erpDatabase", value: "<name>", what: "the ERP's database" },
  "erp-login": { path: "modernauth:erpLogin", value: "<login>", what: "login of the integration user" },
  access: { path: "erp.access", value: "<access>", what: "rpc, or vendor: only its vendor reaches the ERP" },
  profile: { path: "erp.profile", value: "<profile>", what: "the kind of ERP: cid or odoo" },
  company: {
    path: "erp.company",
    value: "<name>",
    what: "the company's exact name, or its id, in the ERP",
    byId: true,
  },
  "incoming-server": {
    path: "erp.incomingServers",
    value: "<server>",
    what: "an incoming mail server, by exact name or id",
    list: true,
    byId: true,
  },
  "outgoing-server": {
    path: "erp.outgoingServers",
    value: "<server>",
    what: "an outgoing mail server, by exact name or id",
    list: true,
    byId: true,
  },
} as const satisfies Record<string, TenantField>;

export type FieldName = keyof typeof TENANT_FIELDS;

export const FIELD_NAMES = Object.keys(TENANT_FIELDS) as FieldName[];

export const fieldOf = (name: FieldName): TenantField => TENANT_FIELDS[name];

/** What was given for a new tenant, by field. */
export type Given = Readonly<Partial<Record<FieldName, string | readonly string[]>>>;
