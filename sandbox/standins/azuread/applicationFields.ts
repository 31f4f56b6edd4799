import type { Values } from "#provider/plugin.ts";
import { block, type Fields, flag, list, map, set, text, whole } from "../bridge/schema.ts";
import {
  isIdentifierUri,
  isNotEmpty,
  isOneOf,
  isPublicRedirectUri,
  isRedirectUri,
  isUuid,
  isWebUrl,
} from "../bridge/validate.ts";
import { isZero } from "../bridge/values.ts";
import { FEATURE_TAGS } from "./tags.ts";

const saysNothing = (live: Values): boolean => Object.values(live).every(isZero);

const permissionScope: Fields = {
  adminConsentDescription: text("optional", { check: isNotEmpty }),
  adminConsentDisplayName: text("optional", { check: isNotEmpty }),
  enabled: flag("optional", { default: true }),
  id: text("required", { check: isUuid }),
  type: text("optional", { default: "User", check: isOneOf("Admin", "User") }),
  userConsentDescription: text("optional", { check: isNotEmpty }),
  userConsentDisplayName: text("optional", { check: isNotEmpty }),
  value: text("optional"),
};

const appRole: Fields = {
  allowedMemberTypes: set("required", "string", { check: isOneOf("Application", "User") }),
  description: text("required", { check: isNotEmpty }),
  displayName: text("required", { check: isNotEmpty }),
  enabled: flag("optional", { default: true }),
  id: text("required", { check: isUuid }),
  value: text("optional"),
};

const claim: Fields = {
  additionalProperties: list("optional", "string"),
  essential: flag("optional", { default: false }),
  name: text("required", { check: isNotEmpty }),
  source: text("optional"),
};

const resourceAccess: Fields = {
  id: text("required", { check: isUuid }),
  type: text("required", { check: isOneOf("Role", "Scope") }),
};

const redirectUris = (check: typeof isRedirectUri): Fields => ({
  redirectUris: set("optional", "string", { check }),
});

const implicitGrant: Fields = {
  accessTokenIssuanceEnabled: flag("optional"),
  idTokenIssuanceEnabled: flag("optional"),
};

const audiences = [
  "AzureADMyOrg",
  "AzureADMultipleOrgs",
  "AzureADandPersonalMicrosoftAccount",
  "PersonalMicrosoftAccount",
];

const groupClaims = ["All", "None", "ApplicationGroup", "DirectoryRole", "SecurityGroup"];

const tokenVersion = (value: unknown): string | undefined =>
  value === 1 || value === 2 ? undefined : "Value must be one of: 1, 2";

/** azuread_application. */
export const applicationFields: Fields = {
  api: block(
    "optional",
    {
      knownClientApplications: set("optional", "string", { check: isUuid }),
      mappedClaimsEnabled: flag("optional"),
      oauth2PermissionScopes: set("optional", permissionScope, { upstream: "oauth2_permission_scope" }),
      requestedAccessTokenVersion: whole("optional", { default: 1, check: tokenVersion }),
    },
    {
      keepWhenUnset: (live) =>
        saysNothing({ ...live, requestedAccessTokenVersion: null }) && !isNewTokens(live),
    },
  ),
  appRoleIds: map("computed"),
  appRoles: set("optional", appRole, { upstream: "app_role" }),
  clientId: text("computed"),
  description: text("optional"),
  deviceOnlyAuthEnabled: flag("optional"),
  disabledByMicrosoft: text("computed"),
  displayName: text("required", { check: isNotEmpty }),
  fallbackPublicClientEnabled: flag("optional"),
  featureTags: list("optional+computed", FEATURE_TAGS, { conflictsWith: ["tags"] }),
  groupMembershipClaims: set("optional", "string", { check: isOneOf(...groupClaims) }),
  identifierUris: set("optional", "string", { check: isIdentifierUri }),
  logoImage: text("optional"),
  logoUrl: text("computed"),
  marketingUrl: text("optional"),
  notes: text("optional"),
  oauth2PermissionScopeIds: map("computed"),
  oauth2PostResponseRequired: flag("optional"),
  objectId: text("computed"),
  optionalClaims: block(
    "optional",
    {
      accessTokens: list("optional", claim, { upstream: "access_token" }),
      idTokens: list("optional", claim, { upstream: "id_token" }),
      saml2Tokens: list("optional", claim, { upstream: "saml2_token" }),
    },
    { keepWhenUnset: saysNothing },
  ),
  owners: set("optional", "string", { check: isUuid }),
  password: block("optional+computed", {
    displayName: text("required", { check: isNotEmpty }),
    endDate: text("optional+computed"),
    keyId: text("computed"),
    startDate: text("optional+computed"),
    value: text("computed"),
  }),
  preventDuplicateNames: flag("optional", { default: false }),
  privacyStatementUrl: text("optional"),
  publicClient: block("optional", redirectUris(isPublicRedirectUri), { keepWhenUnset: saysNothing }),
  publisherDomain: text("computed"),
  requiredResourceAccesses: set(
    "optional",
    {
      resourceAccesses: list("required", resourceAccess, { upstream: "resource_access" }),
      resourceAppId: text("required"),
    },
    { upstream: "required_resource_access" },
  ),
  serviceManagementReference: text("optional"),
  signInAudience: text("optional", { default: "AzureADMyOrg", check: isOneOf(...audiences) }),
  singlePageApplication: block("optional", redirectUris(isRedirectUri), { keepWhenUnset: saysNothing }),
  supportUrl: text("optional"),
  tags: set("optional+computed", "string", { conflictsWith: ["featureTags"] }),
  templateId: text("optional+computed", { forceNew: true, check: isUuid }),
  termsOfServiceUrl: text("optional"),
  web: block(
    "optional",
    {
      homepageUrl: text("optional", { check: isWebUrl }),
      implicitGrant: block("optional", implicitGrant, { keepWhenUnset: saysNothing }),
      logoutUrl: text("optional", { check: isWebUrl }),
      ...redirectUris(isRedirectUri),
    },
    // Upstream looks at the redirect URIs and the implicit grant only.
    {
      keepWhenUnset: (live) =>
        isZero(live["redirectUris"]) && saysNothing((live["implicitGrant"] ?? {}) as Values),
    },
  ),
};

const isNewTokens = (live: Values): boolean => Number(live["requestedAccessTokenVersion"] ?? 1) > 1;
