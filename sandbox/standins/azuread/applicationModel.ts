import type { Value, Values } from "#provider/plugin.ts";
import { inRequestOrder } from "../bridge/sets.ts";
import { isObject, type Json, record } from "../bridge/values.ts";
import { isTrue, objects, orNull, said, saidList, saidTexts, text, texts } from "./session.ts";
import { featureTags } from "./tags.ts";

const inner = (value: Value | undefined): Values => (isObject(value) ? value : {});
const uris = (value: Value | undefined): string[] => inRequestOrder(texts(value));

/** What is written with every change of an application: whole sub-objects, explicit nulls. */
export function applicationBody(planned: Values, tags: readonly string[]): Json {
  const web = inner(planned["web"]);
  const grant = inner(web["implicitGrant"]);
  return {
    "@odata.type": "#microsoft.graph.application",
    api: apiBody(inner(planned["api"])),
    appRoles: objects(planned["appRoles"]).map(roleBody),
    description: orNull(planned["description"]),
    displayName: text(planned["displayName"]),
    groupMembershipClaims: uris(planned["groupMembershipClaims"]).join(",") || null,
    info: {
      marketingUrl: orNull(planned["marketingUrl"]),
      privacyStatementUrl: orNull(planned["privacyStatementUrl"]),
      supportUrl: orNull(planned["supportUrl"]),
      termsOfServiceUrl: orNull(planned["termsOfServiceUrl"]),
    },
    isDeviceOnlyAuthSupported: isTrue(planned["deviceOnlyAuthEnabled"]),
    isFallbackPublicClient: isTrue(planned["fallbackPublicClientEnabled"]),
    notes: orNull(planned["notes"]),
    optionalClaims: claimsBody(planned["optionalClaims"]),
    publicClient: { redirectUris: uris(inner(planned["publicClient"])["redirectUris"]) },
    serviceManagementReference: orNull(planned["serviceManagementReference"]),
    signInAudience: text(planned["signInAudience"]),
    spa: { redirectUris: uris(inner(planned["singlePageApplication"])["redirectUris"]) },
    tags: inRequestOrder(tags, "string"),
    web: {
      homePageUrl: orNull(web["homepageUrl"]),
      implicitGrantSettings: {
        enableAccessTokenIssuance: isTrue(grant["accessTokenIssuanceEnabled"]),
        enableIdTokenIssuance: isTrue(grant["idTokenIssuanceEnabled"]),
      },
      logoutUrl: orNull(web["logoutUrl"]),
      redirectUris: uris(web["redirectUris"]),
    },
  };
}

export const identifierUris = (planned: Values): string[] => uris(planned["identifierUris"]);

export const resourceAccessBody = (planned: Values): Json[] =>
  objects(planned["requiredResourceAccesses"]).map((access) => ({
    resourceAccess: objects(access["resourceAccesses"]).map(({ id, type }) => ({
      id: text(id),
      type: text(type),
    })),
    resourceAppId: text(access["resourceAppId"]),
  }));

const apiBody = (api: Values): Json => ({
  acceptMappedClaims: isTrue(api["mappedClaimsEnabled"]),
  knownClientApplications: uris(api["knownClientApplications"]),
  oauth2PermissionScopes: objects(api["oauth2PermissionScopes"]).map((scope) => ({
    adminConsentDescription: text(scope["adminConsentDescription"]),
    adminConsentDisplayName: text(scope["adminConsentDisplayName"]),
    id: text(scope["id"]),
    isEnabled: scope["enabled"] !== false,
    type: text(scope["type"]),
    userConsentDescription: text(scope["userConsentDescription"]),
    userConsentDisplayName: text(scope["userConsentDisplayName"]),
    value: text(scope["value"]),
  })),
  requestedAccessTokenVersion: Number(api["requestedAccessTokenVersion"] ?? 1),
});

const roleBody = (role: Values): Json => ({
  allowedMemberTypes: uris(role["allowedMemberTypes"]),
  description: text(role["description"]),
  displayName: text(role["displayName"]),
  id: text(role["id"]),
  isEnabled: role["enabled"] !== false,
  value: text(role["value"]),
});

function claimsBody(claims: Value | undefined): Json {
  if (!isObject(claims)) return {};
  const body = (name: string) =>
    objects(claims[name]).map((claim) => ({
      additionalProperties: texts(claim["additionalProperties"]),
      essential: isTrue(claim["essential"]),
      name: text(claim["name"]),
      ...(text(claim["source"]) ? { source: text(claim["source"]) } : {}),
    }));
  return { accessToken: body("accessTokens"), idToken: body("idTokens"), saml2Token: body("saml2Tokens") };
}

/** An application as Graph has it, in the names of the state. */
export function applicationState(app: Json): Values {
  const api = record(app["api"]);
  const info = record(app["info"]);
  const tags = saidTexts(app, "tags");
  return {
    api: app["api"] ? apiState(api) : null,
    appRoleIds: idsByValue(saidList(app, "appRoles")),
    appRoles: saidList(app, "appRoles").map(roleState),
    clientId: said(app, "appId"),
    description: said(app, "description"),
    deviceOnlyAuthEnabled: app["isDeviceOnlyAuthSupported"] === true,
    disabledByMicrosoft: said(app, "disabledByMicrosoftStatus"),
    displayName: said(app, "displayName"),
    fallbackPublicClientEnabled: app["isFallbackPublicClient"] === true,
    featureTags: featureTags(tags),
    groupMembershipClaims: said(app, "groupMembershipClaims")
      .split(",")
      .map((claim) => claim.trim())
      .filter(Boolean),
    identifierUris: saidTexts(app, "identifierUris"),
    logoUrl: said(info, "logoUrl"),
    marketingUrl: said(info, "marketingUrl"),
    notes: said(app, "notes"),
    oauth2PermissionScopeIds: idsByValue(saidList(api, "oauth2PermissionScopes")),
    objectId: said(app, "id"),
    optionalClaims: app["optionalClaims"] ? claimsState(record(app["optionalClaims"])) : null,
    privacyStatementUrl: said(info, "privacyStatementUrl"),
    publicClient: redirectsState(app["publicClient"]),
    publisherDomain: said(app, "publisherDomain"),
    requiredResourceAccesses: saidList(app, "requiredResourceAccess").map((access) => ({
      resourceAccesses: saidList(access, "resourceAccess").map((item) => ({
        id: said(item, "id"),
        type: said(item, "type"),
      })),
      resourceAppId: said(access, "resourceAppId"),
    })),
    serviceManagementReference: said(app, "serviceManagementReference"),
    signInAudience: said(app, "signInAudience"),
    singlePageApplication: redirectsState(app["spa"]),
    supportUrl: said(info, "supportUrl"),
    tags,
    templateId: said(app, "applicationTemplateId"),
    termsOfServiceUrl: said(info, "termsOfServiceUrl"),
    web: app["web"] ? webState(record(app["web"])) : null,
  };
}

const redirectsState = (holder: unknown): Value =>
  holder ? { redirectUris: saidTexts(record(holder), "redirectUris") } : null;

const webState = (web: Json): Values => {
  const grant = record(web["implicitGrantSettings"]);
  return {
    homepageUrl: said(web, "homePageUrl"),
    implicitGrant: web["implicitGrantSettings"]
      ? {
          accessTokenIssuanceEnabled: grant["enableAccessTokenIssuance"] === true,
          idTokenIssuanceEnabled: grant["enableIdTokenIssuance"] === true,
        }
      : null,
    logoutUrl: said(web, "logoutUrl"),
    redirectUris: saidTexts(web, "redirectUris"),
  };
};

const apiState = (api: Json): Values => ({
  knownClientApplications: saidTexts(api, "knownClientApplications"),
  mappedClaimsEnabled: api["acceptMappedClaims"] === true,
  oauth2PermissionScopes: saidList(api, "oauth2PermissionScopes").map(scopeState),
  requestedAccessTokenVersion: Number(api["requestedAccessTokenVersion"] ?? 1),
});

const claimsState = (claims: Json): Values => {
  const state = (name: string): Values[] =>
    saidList(claims, name).map((claim) => ({
      additionalProperties: saidTexts(claim, "additionalProperties"),
      essential: claim["essential"] === true,
      name: said(claim, "name"),
      source: said(claim, "source"),
    }));
  return { accessTokens: state("accessToken"), idTokens: state("idToken"), saml2Tokens: state("saml2Token") };
};

export const scopeState = (scope: Json): Values => ({
  adminConsentDescription: said(scope, "adminConsentDescription"),
  adminConsentDisplayName: said(scope, "adminConsentDisplayName"),
  enabled: scope["isEnabled"] === true,
  id: said(scope, "id"),
  type: said(scope, "type"),
  userConsentDescription: said(scope, "userConsentDescription"),
  userConsentDisplayName: said(scope, "userConsentDisplayName"),
  value: said(scope, "value"),
});

export const roleState = (role: Json): Values => ({
  allowedMemberTypes: saidTexts(role, "allowedMemberTypes"),
  description: said(role, "description"),
  displayName: said(role, "displayName"),
  enabled: role["isEnabled"] === true,
  id: said(role, "id"),
  value: said(role, "value"),
});

export const idsByValue = (items: readonly Json[]): Values =>
  Object.fromEntries(
    items.filter((item) => said(item, "value")).map((item) => [said(item, "value"), said(item, "id")]),
  );
