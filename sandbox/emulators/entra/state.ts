import type { JsonWebKey } from "node:crypto";

/** Any directory object: what Graph returns for it, without what other objects say about it. */
export interface Entity {
  id: string;
  [property: string]: unknown;
}

export interface PasswordCredential {
  keyId: string;
  displayName: string | null;
  customKeyIdentifier: string | null;
  hint: string | null;
  secretText: null;
  startDateTime: string;
  endDateTime: string;
}

export interface KeyCredential {
  keyId: string;
  displayName: string | null;
  customKeyIdentifier: string | null;
  type: string;
  usage: string;
  startDateTime: string;
  endDateTime: string;
  /** The certificate (DER) or public key (SPKI) in base64. Public, but Graph returns it only on request. */
  key: string | null;
}

/** What applications and service principals have in common: both may hold credentials. */
export interface Principal extends Entity {
  appId: string;
  passwordCredentials: PasswordCredential[];
  keyCredentials: KeyCredential[];
}

export interface Application extends Principal {
  displayName: string;
  createdDateTime: string;
}

/** For an application of this tenant, names and URLs are not kept here but follow the application on every read. */
export interface ServicePrincipal extends Principal {
  accountEnabled: boolean;
  servicePrincipalNames: string[];
}

export interface Oauth2PermissionGrant extends Entity {
  clientId: string;
  resourceId: string;
  consentType: string;
  principalId: string | null;
  scope: string;
}

export interface AppRoleAssignment extends Entity {
  appRoleId: string;
  principalId: string;
  resourceId: string;
}

export interface FederatedIdentityCredential extends Entity {
  /** Object id of the application that trusts the issuer. Not part of what Graph returns. */
  applicationId: string;
  name: string;
  issuer: string;
  subject: string;
  audiences: string[];
}

export interface User extends Entity {
  displayName: string;
  userPrincipalName: string;
}

/** A soft-deleted object, with the type that tells what to restore it as. */
export type DeletedItem = (Application | ServicePrincipal) & { "@odata.type": string };

export interface Restriction {
  restrictionType: string;
  maxLifetime: string | null;
  restrictForAppsCreatedAfterDateTime: string | null;
  state?: string;
}

export interface Restrictions {
  passwordCredentials: Restriction[];
  keyCredentials: Restriction[];
}

export interface DefaultAppManagementPolicy extends Entity {
  isEnabled: boolean;
  applicationRestrictions: Restrictions;
  servicePrincipalRestrictions: Restrictions;
}

export interface AppManagementPolicy extends Entity {
  isEnabled: boolean;
  restrictions: Restrictions;
  /** Object ids of the applications and service principals it overrides the tenant's default for. */
  appliesTo: string[];
}

/** The private twin of a password credential: what the token endpoint compares with. Never returned by Graph. */
export interface CredentialHash {
  sha256: string;
  /** Token requests that are still to be refused, as if the secret had not reached the token servers yet. */
  refusals: number;
  /** Refused before this moment, for the same reason. */
  usableFrom: string;
}

export interface EntraState {
  tenant: { id: string; displayName: string; domain: string };
  applications: Record<string, Application>;
  servicePrincipals: Record<string, ServicePrincipal>;
  oauth2PermissionGrants: Record<string, Oauth2PermissionGrant>;
  appRoleAssignments: Record<string, AppRoleAssignment>;
  federatedIdentityCredentials: Record<string, FederatedIdentityCredential>;
  deletedItems: Record<string, DeletedItem>;
  users: Record<string, User>;
  /** Owners' object ids by the object id of what they own. */
  owners: Record<string, string[]>;
  policies: {
    defaultAppManagementPolicy: DefaultAppManagementPolicy;
    appManagementPolicies: Record<string, AppManagementPolicy>;
    authorizationPolicy: Entity & {
      /** "ManagePermissionGrantsForSelf.…" lets users consent by themselves; none of them: only administrators may. */
      defaultUserRolePermissions: { permissionGrantPoliciesAssigned: string[] };
    };
  };
  /** By keyId. */
  credentialHashes: Record<string, CredentialHash>;
  /** Signing keys of outside identity providers (CI systems), by issuer: what federated credentials are checked with. */
  trustedIssuers: Record<string, { keys: (JsonWebKey & { kid?: string })[] }>;
  /** How long a secret made from now on is refused by the token endpoint. Real Entra takes 4 to 18 seconds. */
  secretPropagation: { requests: number; milliseconds: number };
}
