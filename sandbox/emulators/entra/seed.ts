import { randomBytes, randomUUID } from "node:crypto";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { sha256 } from "./directory.ts";
import { appRoleDefinitions, graphAppRoles, scopeDefinitions } from "./graphPermissions.ts";
import type { Application, EntraState, Restrictions, ServicePrincipal } from "./state.ts";

export interface Deployer {
  clientId: string;
  secret: string;
  /** Object id of its service principal. */
  objectId: string;
  /** Names of the application permissions of Microsoft Graph that an administrator consented to. */
  roles: readonly string[];
}

export interface SeedOptions {
  tenantId: string;
  domain: string;
  deployer: Deployer;
}

/** A tenant as a customer has it before we come: Graph, some software of its own and of others, and our deployer. */
export function seed({ tenantId, domain, deployer }: SeedOptions, now: Date): EntraState {
  const created = now.toISOString();
  const graph = foreignServicePrincipal(GRAPH_APP_ID, "Microsoft Graph", created, {
    servicePrincipalNames: [GRAPH_APP_ID, "https://graph.microsoft.com", "https://graph.microsoft.com/"],
    appRoles: appRoleDefinitions(),
    oauth2PermissionScopes: scopeDefinitions(),
  });
  const exchange = foreignServicePrincipal(
    "00000002-0000-0ff1-ce00-000000000000",
    "Office 365 Exchange Online",
    created,
    {
      servicePrincipalNames: [
        "00000002-0000-0ff1-ce00-000000000000",
        "https://outlook.office.com",
        "https://outlook.office365.com",
      ],
    },
  );
  const crm = foreignServicePrincipal(randomUUID(), "Northwind CRM", created, {});
  const admin = {
    id: randomUUID(),
    displayName: "Adele Admin",
    userPrincipalName: `adele.admin@${domain}`,
  };
  const intranet = localApplication("Contoso Intranet", randomUUID(), created, domain);
  const decoy = localApplication(`${APPLICATION_NAME} (old)`, randomUUID(), created, domain);
  const deployerApp = localApplication("ERP deployer", deployer.clientId, created, domain);
  const deployerKey = randomUUID();
  deployerApp.passwordCredentials = [
    {
      customKeyIdentifier: null,
      displayName: "deployer",
      endDateTime: new Date(now.getTime() + 180 * 24 * 3600 * 1000).toISOString(),
      hint: deployer.secret.slice(0, 3),
      keyId: deployerKey,
      secretText: null,
      startDateTime: created,
    },
  ];
  const intranetPrincipal = localServicePrincipal(randomUUID(), intranet, tenantId);
  const deployerPrincipal = localServicePrincipal(deployer.objectId, deployerApp, tenantId);
  const crmGrant = {
    id: randomBytes(32).toString("base64url"),
    clientId: crm.id,
    consentType: "AllPrincipals",
    principalId: null,
    resourceId: graph.id,
    scope: "openid profile User.Read",
  };
  const roles = deployer.roles.map((role) => consent(role, deployerPrincipal, graph, created));

  return {
    tenant: { id: tenantId, displayName: "Contoso", domain },
    applications: byId([intranet, decoy, deployerApp]),
    servicePrincipals: byId([graph, exchange, crm, intranetPrincipal, deployerPrincipal]),
    oauth2PermissionGrants: byId([crmGrant]),
    appRoleAssignments: byId(roles),
    federatedIdentityCredentials: {},
    deletedItems: {},
    users: byId([admin]),
    owners: { [intranet.id]: [admin.id], [decoy.id]: [admin.id], [deployerApp.id]: [admin.id] },
    policies: {
      defaultAppManagementPolicy: {
        id: "00000000-0000-0000-0000-000000000000",
        displayName: "Default app management tenant policy",
        description:
          "Default tenant policy that enforces app management restrictions on applications and service principals.",
        isEnabled: false,
        applicationRestrictions: noRestrictions(),
        servicePrincipalRestrictions: noRestrictions(),
      },
      appManagementPolicies: {},
      authorizationPolicy: {
        id: "authorizationPolicy",
        displayName: "Authorization Policy",
        defaultUserRolePermissions: {
          permissionGrantPoliciesAssigned: [
            "ManagePermissionGrantsForSelf.microsoft-user-default-legacy",
            "ManagePermissionGrantsForOwnedResource.microsoft-dynamically-managed-permissions-for-team",
          ],
        },
      },
    },
    credentialHashes: {
      [deployerKey]: { sha256: sha256(deployer.secret), refusals: 0, usableFrom: created },
    },
    trustedIssuers: {},
    secretPropagation: { requests: 0, milliseconds: 0 },
  };
}

function consent(
  role: string,
  principal: ServicePrincipal,
  graph: ServicePrincipal,
  createdDateTime: string,
) {
  const appRoleId = graphAppRoles[role];
  if (!appRoleId) {
    const known = Object.keys(graphAppRoles).join(", ");
    throw new Error(`deployer role "${role}" is not known here; known are: ${known}`);
  }
  return {
    id: randomBytes(32).toString("base64url"),
    deletedDateTime: null,
    appRoleId,
    createdDateTime,
    principalDisplayName: "ERP deployer",
    principalId: principal.id,
    principalType: "ServicePrincipal",
    resourceDisplayName: "Microsoft Graph",
    resourceId: graph.id,
  };
}

function localApplication(
  displayName: string,
  appId: string,
  createdDateTime: string,
  domain: string,
): Application {
  return {
    id: randomUUID(),
    deletedDateTime: null,
    appId,
    createdDateTime,
    displayName,
    description: null,
    identifierUris: [],
    keyCredentials: [],
    notes: null,
    passwordCredentials: [],
    publisherDomain: domain,
    requiredResourceAccess: [],
    signInAudience: "AzureADMyOrg",
    tags: [],
    api: { oauth2PermissionScopes: [], requestedAccessTokenVersion: null },
    appRoles: [],
    publicClient: { redirectUris: [] },
    spa: { redirectUris: [] },
    web: { homePageUrl: null, logoutUrl: null, redirectUris: [] },
  };
}

function localServicePrincipal(id: string, application: Application, tenantId: string): ServicePrincipal {
  return {
    id,
    deletedDateTime: null,
    accountEnabled: true,
    appId: application.appId,
    appOwnerOrganizationId: tenantId,
    createdDateTime: application.createdDateTime,
    keyCredentials: [],
    passwordCredentials: [],
    servicePrincipalNames: [application.appId],
    servicePrincipalType: "Application",
    samlMetadataUrl: null,
    tags: [],
  };
}

/** A service principal of an application that another tenant registered: it carries names and permissions itself. */
function foreignServicePrincipal(
  appId: string,
  displayName: string,
  createdDateTime: string,
  more: Partial<ServicePrincipal>,
): ServicePrincipal {
  return {
    id: randomUUID(),
    deletedDateTime: null,
    accountEnabled: true,
    appId,
    appDisplayName: displayName,
    appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
    appRoles: [],
    createdDateTime,
    displayName,
    keyCredentials: [],
    oauth2PermissionScopes: [],
    passwordCredentials: [],
    replyUrls: [],
    samlMetadataUrl: null,
    servicePrincipalNames: [appId],
    servicePrincipalType: "Application",
    tags: [],
    ...more,
  };
}

function noRestrictions(): Restrictions {
  return { passwordCredentials: [], keyCredentials: [] };
}

function byId<Item extends { id: string }>(items: readonly Item[]): Record<string, Item> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}
