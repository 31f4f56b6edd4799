import type { Part } from "../finding.ts";

/** Microsoft Graph leaves out what is empty, and adds properties over time: everything but the ids may be missing. */
export interface GraphApplication {
  id: string;
  appId: string;
  displayName?: string;
  signInAudience?: string;
  tags?: string[];
  identifierUris?: string[];
  isFallbackPublicClient?: boolean | null;
  /** Set by "Deactivate" in the portal. */
  isDisabled?: boolean | null;
  disabledByMicrosoftStatus?: string | null;
  api?: { requestedAccessTokenVersion?: number | null };
  web?: {
    redirectUris?: string[];
    implicitGrantSettings?: { enableAccessTokenIssuance?: boolean; enableIdTokenIssuance?: boolean };
  };
  spa?: { redirectUris?: string[] };
  publicClient?: { redirectUris?: string[] };
  requiredResourceAccess?: { resourceAppId: string; resourceAccess?: { id: string; type: string }[] }[];
  passwordCredentials?: Credential[];
  keyCredentials?: Credential[];
}

export interface Credential {
  keyId: string;
  displayName?: string | null;
  endDateTime?: string;
  /** The first three characters of a secret. */
  hint?: string | null;
}

export interface GraphServicePrincipal {
  id: string;
  accountEnabled?: boolean;
  disabledByMicrosoftStatus?: string | null;
  passwordCredentials?: Credential[];
  keyCredentials?: Credential[];
}

export interface Owner {
  id: string;
  displayName?: string | null;
  userPrincipalName?: string;
}

export interface FederatedCredential {
  name: string;
  issuer: string;
  subject?: string | null;
}

export interface ApplicationRef {
  id: string;
  appId: string;
  createdDateTime?: string;
}

export interface Grant {
  resourceId: string;
  consentType: string;
  principalId?: string | null;
  scope?: string;
}

export interface Assignment {
  appRoleId: string;
  resourceId: string;
  resourceDisplayName?: string | null;
}

/** An API whose permissions are asked for or granted, for their names. */
export interface Api {
  id: string;
  appId: string;
  displayName?: string;
  appRoles?: { id: string; value?: string | null }[];
  oauth2PermissionScopes?: { id: string; value?: string | null }[];
}

/** What Microsoft Graph says of one tenant. */
export interface ObservedMicrosoft {
  application: Part<GraphApplication | undefined>;
  owners: Part<Owner[]>;
  federatedCredentials: Part<FederatedCredential[]>;
  /** Every app registration with this stack's tag, and every one of this name. */
  tagged: Part<ApplicationRef[]>;
  named: Part<ApplicationRef[]>;
  servicePrincipal: Part<GraphServicePrincipal | undefined>;
  assignments: Part<Assignment[]>;
  grants: Part<Grant[]>;
  /** Microsoft Graph itself, as a resource of this tenant. */
  graph: Part<{ id: string } | undefined>;
  /** For names only: what is missing here is shown by its id. */
  apis: Api[];
}
