import type { IamPolicy, WorkloadIdentityPool } from "./iamState.ts";

/** How this Google behaves where the real one varies, or where nobody knows for certain. */
export interface Settings {
  /** How the authorisation endpoint says no: a redirect to the error page, or (seen in the wild) a page with HTTP 200. */
  refusal: "redirect" | "page";
  /** How it says yes to somebody who isn't signed in. */
  signIn: "redirect" | "page";
  /** What a User-Agent that isn't a browser is shown. */
  nonBrowser: "same" | "uninformative";
  /** Everything looks like success, whatever the redirect URI. */
  blind: boolean;
  /** How many requests see the old redirect URIs after they were changed in the console. */
  redirectPropagation: number;
  /** How a refused client secret is worded: today's text, or the older one. */
  secretRefusal: "The provided client secret is invalid." | "Unauthorized";
  /** Status of `disabled_client`; sources disagree. */
  disabledClientStatus: 401 | 403;
  /** Status of `unauthorized_client`; sources disagree. */
  unauthorizedClientStatus: 400 | 401;
  /** How many polls an operation stays unfinished; 0 answers it done at once. */
  operationPolls: number;
  /** Answer 403 SERVICE_DISABLED while the API that is called isn't enabled in the project. */
  requireEnabledApis: boolean;
  /** Obey the `fields` parameter. The server behind the recordings sent whole objects. */
  partialResponses: boolean;
}

export interface Project {
  projectId: string;
  projectNumber: string;
  name: string;
  lifecycleState: "ACTIVE" | "DELETE_REQUESTED";
  createTime: string;
  parent?: { type: string; id: string };
  labels?: Record<string, string>;
  /** Id of the billing account that pays for it. */
  billingAccount?: string;
}

export type ServiceState = "ENABLED" | "DISABLED";

export interface Operation {
  verb: "enable" | "batchEnable" | "disable";
  projectId: string;
  services: string[];
  pollsLeft: number;
  applied: boolean;
}

/**
 * An operation of any other API. What it does stands at once; only the operation itself tells it late, after as many
 * polls as `settings.operationPolls` says.
 */
export interface LongOperation {
  /** The project whose rights a poll needs. */
  projectId: string;
  pollsLeft: number;
  outcome: { response: Record<string, unknown> } | { error: { code: number; message: string } };
}

/** What the Site Verification API knows, and the DNS that it looks into. */
export interface SiteVerification {
  /** TXT records by domain name, as whoever runs the DNS has set them. */
  dns: Record<string, string[]>;
  /** By id, such as `dns://acme.example`: the e-mail addresses of the verified owners. */
  owners: Record<string, string[]>;
}

/** What the console's pages Branding and Audience hold. No API reads it. */
export interface Brand {
  applicationName: string;
  supportEmail: string;
  developerEmails: string[];
  audience: "internal" | "external";
  publishingStatus: "testing" | "production";
  authorizedDomains: string[];
  scopes: string[];
}

/** All that Google keeps of a client secret after it was shown once. */
export interface ClientSecret {
  hash: string;
  last4: string;
  enabled: boolean;
  created: string;
}

export interface OAuthClient {
  clientId: string;
  projectId: string;
  name: string;
  type: "web" | "installed";
  redirectUris: string[];
  javascriptOrigins: string[];
  /** At most two. */
  secrets: ClientSecret[];
  status: "active" | "deleted" | "disabled";
  /** Known, but not entitled to the grants of the token endpoint. */
  unauthorized: boolean;
  created: string;
  /** Set while a change of the redirect URIs has not reached every server. */
  pending?: { redirectUris: string[]; requestsLeft: number };
}

/** A person's consent: what a refresh token stands for. */
export interface Consent {
  clientId: string;
  email: string;
  scopes: string[];
  revoked: boolean;
}

export interface ServiceAccount {
  email: string;
  projectId: string;
  roles: string[];
  /** Public keys (PEM) by key id. */
  keys: Record<string, string>;
  /** A number of 21 digits. */
  uniqueId: string;
  displayName: string;
  description: string;
  disabled: boolean;
}

export interface AccessToken {
  email: string;
  roles: string[];
  /** Projects on which the roles hold; all when absent. */
  projects?: string[];
  scopes: string[];
  clientId?: string;
  /** Never when absent. */
  expires?: string;
}

export interface SecretVersion {
  state: "ENABLED" | "DISABLED" | "DESTROYED";
  createTime: string;
  destroyTime?: string;
  etag: string;
  /** The payload in base64; gone once destroyed. */
  data?: string;
}

export interface Secret {
  createTime: string;
  etag: string;
  replication: Record<string, unknown>;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  versions: Record<string, SecretVersion>;
}

/** What somebody did to an OAuth client in the console. */
export interface AuditEntry {
  projectId: string;
  timestamp: string;
  principal: string;
  method: string;
  resource: string;
  insertId: string;
}

/** Everything that the emulated Google knows: plain JSON, keyed by id. */
export interface GoogleState {
  settings: Settings;
  /** By project id. */
  projects: Record<string, Project>;
  /** By project id, then service name. */
  services: Record<string, Record<string, ServiceState>>;
  operations: Record<string, Operation>;
  /** Operations of every API but Service Usage, by name. */
  longOperations: Record<string, LongOperation>;
  /** By full name of the resource, such as `projects/acme-erp`. */
  iamPolicies: Record<string, IamPolicy>;
  /** Ids of the billing accounts that exist. */
  billingAccounts: string[];
  /** By project id, then pool id. */
  workloadIdentityPools: Record<string, Record<string, WorkloadIdentityPool>>;
  siteVerification: SiteVerification;
  /** By project id. */
  brands: Record<string, Brand>;
  /** By client id. */
  oauthClients: Record<string, OAuthClient>;
  /** By SHA-256 of the refresh token. */
  consents: Record<string, Consent>;
  /** By e-mail address. */
  serviceAccounts: Record<string, ServiceAccount>;
  /** By SHA-256 of the token. */
  accessTokens: Record<string, AccessToken>;
  /** Secret Manager: by project id, then secret id. */
  secrets: Record<string, Record<string, Secret>>;
  /** The oldest first. */
  auditLog: AuditEntry[];
}

export const defaultSettings: Readonly<Settings> = {
  refusal: "redirect",
  signIn: "redirect",
  nonBrowser: "same",
  blind: false,
  redirectPropagation: 0,
  secretRefusal: "The provided client secret is invalid.",
  disabledClientStatus: 401,
  unauthorizedClientStatus: 401,
  operationPolls: 0,
  requireEnabledApis: false,
  partialResponses: false,
};

/** Google's APIs take a project's id or its number in the same place. */
export function findProject(state: GoogleState, idOrNumber: string): Project | undefined {
  return (
    own(state.projects, idOrNumber) ??
    Object.values(state.projects).find((project) => project.projectNumber === idOrNumber)
  );
}

/** The entry of a record that a caller names; a name such as `constructor` finds nothing. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
