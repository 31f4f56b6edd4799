import assert from "node:assert/strict";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { DEFAULT_SWITCHES, selectPermissions } from "#config/rules/permissions.ts";
import type { Application, EntraState, ServicePrincipal } from "#sandbox/emulators/entra/state.ts";
import type { Sandbox } from "#sandbox/sandbox.ts";
import { postToGraph } from "#test/support/postToGraph.ts";

export const GRAPH = "00000003-0000-0000-c000-000000000000";
export const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";
/** A permission of a second API that an old version of the ERP wanted: Exchange's EWS.AccessAsUser.All. */
export const EWS = "3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5";
export const OLD_URI = "https://old.example/oauth2/retrieve_token";
const PERMISSIONS = selectPermissions(DEFAULT_SWITCHES);
const SCOPES = PERMISSIONS.filter(({ type }) => type === "Scope").map(({ name }) => name);

/** What people write into a registration over the years, and the program has nothing to say about. */
const THEIRS = {
  description: "Mail for the ERP",
  notes: "Made by Fabien in 2023; ask before you change it",
  serviceManagementReference: "IT-4711",
  groupMembershipClaims: "SecurityGroup",
  isDeviceOnlyAuthSupported: true,
  info: {
    marketingUrl: "https://old.example/about",
    privacyStatementUrl: "https://old.example/privacy",
    supportUrl: "https://old.example/support",
    termsOfServiceUrl: "https://old.example/terms",
  },
  optionalClaims: {
    idToken: [{ name: "email", essential: false, additionalProperties: [] }],
    accessToken: [],
    saml2Token: [],
  },
  appRoles: [
    {
      id: "cccccccc-0000-4000-8000-000000000001",
      value: "Clerk",
      displayName: "Clerk",
      description: "Books",
      allowedMemberTypes: ["User"],
      isEnabled: true,
    },
  ],
  api: {
    acceptMappedClaims: true,
    knownClientApplications: ["cccccccc-0000-4000-8000-000000000002"],
    oauth2PermissionScopes: [
      {
        id: "cccccccc-0000-4000-8000-000000000003",
        value: "books.read",
        type: "Admin",
        isEnabled: true,
        adminConsentDisplayName: "Read",
        adminConsentDescription: "Read the books",
        userConsentDisplayName: "",
        userConsentDescription: "",
      },
    ],
  },
};
const THEIRS_ON_PRINCIPAL = {
  appRoleAssignmentRequired: true,
  alternativeNames: ["mail"],
  description: "Mail for the ERP",
  loginUrl: "https://old.example/login",
  notes: "Users are assigned by IT",
  notificationEmailAddresses: ["it@old.example"],
  preferredSingleSignOnMode: "oidc",
  samlSingleSignOnSettings: { relayState: "https://old.example/state" },
};
type Systems = Pick<Sandbox, "entra" | "identities">;

/** What somebody made in the portal, by the old procedure: ids of all its parts. */
export interface HandMade {
  application: Application;
  principal: ServicePrincipal;
  grantId: string;
  assignmentId: string;
  secrets: string[];
}

export const only = <T>(record: Record<string, T>, which: (one: T) => boolean): T => {
  const found = Object.values(record).filter(which);
  assert.equal(found.length, 1);
  return found[0] as T;
};
export const byClientId = ({ servicePrincipals }: EntraState, appId: string): ServicePrincipal =>
  only(servicePrincipals, (one) => one.appId === appId);
export const admin = ({ users }: EntraState): string => only(users, () => true).id;

/** The deployer's service principal. */
export const deployer = ({ entra, identities }: Systems): string =>
  byClientId(entra.state, identities.ARM_CLIENT_ID ?? "").id;

/**
 * A registration APPLICATION_NAME as the old procedure leaves it after a few years: a second redirect URI, a permission of a second API, one
 * scope more than is asked for, two secrets, texts and a tag of the customer's own, its administrator as an owner, who has made the
 * deployer one too.
 */
export async function makeByHand(sandbox: Systems, uri: string, tenantId: string): Promise<HandMade> {
  const { entra } = sandbox;
  const { state } = entra;
  const post = await postToGraph(sandbox, tenantId);
  const created = await post("/applications", {
    displayName: APPLICATION_NAME,
    ...THEIRS,
    tags: ["finance"],
    web: {
      redirectUris: [OLD_URI, uri],
      logoutUrl: "https://old.example/logout",
      homePageUrl: "https://old.example/",
    },
    requiredResourceAccess: [
      { resourceAppId: EXCHANGE, resourceAccess: [{ id: EWS, type: "Scope" }] },
      {
        resourceAppId: GRAPH,
        resourceAccess: PERMISSIONS.map(({ id, type }) => ({ id, type })).toReversed(),
      },
    ],
  });
  const { id: principalId } = await post("/servicePrincipals", {
    appId: created.appId,
    ...THEIRS_ON_PRINCIPAL,
    tags: ["WindowsAzureActiveDirectoryIntegratedApp"],
  });
  const graphId = byClientId(state, GRAPH).id;
  const { id: grantId } = await post("/oauth2PermissionGrants", {
    clientId: principalId,
    resourceId: graphId,
    consentType: "AllPrincipals",
    scope: [...SCOPES, "Mail.ReadWrite"].toReversed().join(" "),
  });
  const { id: assignmentId } = await post(`/servicePrincipals/${graphId}/appRoleAssignedTo`, {
    appRoleId: PERMISSIONS.find(({ name }) => name === "Mail.Send")?.id,
    principalId,
    resourceId: graphId,
  });
  const secrets: string[] = [];
  for (const [displayName, endDateTime] of [
    [APPLICATION_NAME, "2027-03-01T00:00:00Z"],
    ["test ERP", "2027-09-01T00:00:00Z"],
  ]) {
    const { keyId, secretText } = await post(`/applications/${created.id}/addPassword`, {
      passwordCredential: { displayName, endDateTime },
    });
    entra.secrets.add(String(secretText));
    secrets.push(String(keyId));
  }
  const [application, principal] = [
    only(state.applications, ({ id }) => id === created.id),
    only(state.servicePrincipals, ({ id }) => id === principalId),
  ];
  for (const { id } of [application, principal]) state.owners[id] = [admin(state), deployer(sandbox)];
  return {
    application,
    principal,
    grantId: String(grantId),
    assignmentId: String(assignmentId),
    secrets,
  };
}
