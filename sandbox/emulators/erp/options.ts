import type { CompanyRole, ErpNames } from "./names.ts";
import type { Row } from "./values.ts";

/** Which real server the emulator is held to. */
export type Flavour = "odoo-14" | "odoo-19";

/** "settings" is "Administration / Configuration", "rights" is "Access Rights", everybody else is an employee. */
export type UserGroup = "settings" | "rights" | "employee";

export interface ErpUserOption {
  id?: number;
  login: string;
  name?: string;
  email?: string;
  /** Made up when absent; see `state.credentials`. */
  password?: string;
  /** Made up when absent; see `state.credentials`. */
  apiKey?: string;
  /** Default: employee only. */
  groups?: readonly UserGroup[];
  active?: boolean;
  /** Two factors: the password alone is refused over RPC. */
  totp?: boolean;
  /** Ids of the companies, the main one first. Default: the first company. */
  companies?: readonly number[];
  /** Default "fr_FR". */
  lang?: string;
}

/** The four values of one cloud on the company's OAuth2 page. */
export interface OAuthSet {
  client?: string;
  tenant?: string;
  secret?: string;
  redirect?: string;
}

export interface ErpCompanyOption {
  id?: number;
  name: string;
  microsoft?: OAuthSet;
  google?: OAuthSet;
}

export interface IncomingServerOption {
  id?: number;
  name: string;
  server?: string;
  port?: number;
  ssl?: boolean;
  user?: string;
  password?: string;
  state?: "draft" | "done";
  useOAuth2?: boolean;
  active?: boolean;
}

export interface OutgoingServerOption {
  id?: number;
  name: string;
  host?: string;
  port?: number;
  encryption?: string;
  user?: string;
  password?: string;
  useOAuth2?: boolean;
  active?: boolean;
}

/** Where the addon stands: not on the server, on disk but not listed yet, listed, or installed. */
export type AddonPresence = "absent" | "unlisted" | "uninstalled" | "installed";

export interface ErpOptions {
  /** Default "odoo-19". */
  flavour?: Flavour;
  /** Speaks as OpenERP 7.0 does, see `oldDialect.ts`; only with the flavour "odoo-14". */
  oldDialect?: boolean;
  /** Public host names. Default: erp.example.com. */
  hosts?: readonly string[];
  /** The first one holds the records; the others only exist. Default: "erp". */
  databases?: readonly string[];
  /** Default: one settings user "admin" of all companies. */
  users?: readonly ErpUserOption[];
  /** Default: one company "Exemple SA". Two may have the same name. */
  companies?: readonly ErpCompanyOption[];
  /** Installed languages. Default: fr_FR only. */
  languages?: readonly string[];
  incoming?: readonly IncomingServerOption[];
  outgoing?: readonly OutgoingServerOption[];
  /** Default "uninstalled". */
  addon?: AddonPresence;
  /** Technical names of the addon. Default: `inventNames()`. */
  names?: Partial<ErpNames>;
  /** Technical name of an incoming server's field for the token that a sign-in brings. Default: the addon shows none. */
  tokenField?: string;
  /** Sizes of the addon's text fields; unlimited when absent. */
  sizes?: Partial<Record<CompanyRole, number>>;
  /** System parameters beside the usual ones. */
  parameters?: Readonly<Record<string, string>>;
}

export interface Credentials extends Row {
  password: string;
  apiKey: string;
  totp: boolean;
}

/** How a mail server at "host:port" answers; one that isn't listed refuses the connection. */
export interface MailHost extends Row {
  /** Logins it refuses. */
  refusedLogins: string[];
  /** Whether every login is refused, as where basic authentication is switched off. */
  noLogin: boolean;
  /** Whether recipients are refused. */
  noRelay: boolean;
}

/** Everything the emulated ERP knows, as plain JSON. */
export interface ErpState {
  flavour: Flavour;
  oldDialect: boolean;
  databases: string[];
  /** Whether the `db` service may list databases. */
  databaseList: boolean;
  /** By model, then by id. */
  records: Record<string, Record<string, Row>>;
  /** The last id given out, by model. */
  lastIds: Record<string, number>;
  /** By user id. */
  credentials: Record<string, Credentials>;
  addon: {
    onServer: boolean;
    names: ErpNames;
    tokenField: string | null;
    sizes: Partial<Record<CompanyRole, number>>;
  };
  /** Failed logins in a row (14 refuses everybody after ten), and when the last one was. */
  logins: { failures: number; lastFailure: string };
  mailHosts: Record<string, MailHost>;
  /** What stands in front of the RPC paths instead of the ERP, or lets only the first half of its answers through. */
  proxy: "html" | "redirect" | "cut" | null;
  /** A module operation: refused while a scheduled action runs; answered at once, late, or never. The work is done. */
  install: { busy: boolean; answer: "now" | "late" | "drop"; lateMs: number };
  /** Fields, as "model.field", that read as stars whatever they hold. */
  masked: string[];
  /** Fields, as "model.field", that the users may not know of. */
  hidden: string[];
  /** Fields, as "model.field", that are listed but that nobody may read; what is written to them is kept. */
  forbidden: string[];
  /** Whether the tracebacks in JSON errors show the values that were submitted, secrets among them. */
  leakyTracebacks: boolean;
  /** Fields, as "model.field", whose writes answer `true` and are lost. */
  lost: string[];
  /** How many of the next writes are refused because somebody else holds the record. */
  lockedWrites: number;
  /** Whether the switch "use OAuth2" of an incoming server can be changed: at any time, before it is confirmed, or never. */
  incomingSwitch: "free" | "before confirmation" | "never";
}
