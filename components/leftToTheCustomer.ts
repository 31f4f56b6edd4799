/**
 * What the program has no opinion on, and the plugin would reset with every change. On a registration made by hand it is the
 * customer's. Whether the name is free is asked at creation only: a registration that was taken over may have a namesake.
 */
export const THEIRS_ON_APPLICATION = [
  "api.knownClientApplications",
  "api.mappedClaimsEnabled",
  "api.oauth2PermissionScopes",
  "appRoles",
  "description",
  "deviceOnlyAuthEnabled",
  "groupMembershipClaims",
  "logoImage",
  "marketingUrl",
  "notes",
  "oauth2PostResponseRequired",
  "optionalClaims",
  "preventDuplicateNames",
  "privacyStatementUrl",
  "serviceManagementReference",
  "supportUrl",
  "termsOfServiceUrl",
  "web.homepageUrl",
  "web.logoutUrl",
];

/** The same for the service principal. An owner of it too: who may not change it cannot make itself one. */
export const THEIRS_ON_SERVICE_PRINCIPAL = [
  "alternativeNames",
  "appRoleAssignmentRequired",
  "description",
  "loginUrl",
  "notes",
  "notificationEmailAddresses",
  "owners",
  "preferredSingleSignOnMode",
  "samlSingleSignOn",
];
