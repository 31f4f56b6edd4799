import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { certificate, passwordCredential, type TenantByHand } from "./tenantByHand.ts";

/** One thing that somebody did by hand. */
export interface DriftCase {
  what: string;
  change: (tenant: TenantByHand) => void;
  /** What `modern-auth verify` says of it. */
  verify: readonly string[];
  /** What `pulumi preview` would change, without the places in lists; "stops" where it says why it goes no further. */
  preview: readonly string[];
  /** It takes along what other changes are about. */
  alone?: true;
}

export interface ListedAccess {
  resourceAppId: string;
  resourceAccess: { id: string; type: string }[];
}
const MAIL_READ_WRITE = { id: "e2a3a72e-5f79-4c64-b1b1-878b674786c9", type: "Role" };
const FULL_ACCESS = { id: "dc890d15-9560-4a4c-9b7f-a736ec74ec40", type: "Role" };

/** What the registration asks for of Microsoft Graph. */
export const graphAccess = ({ application }: TenantByHand) =>
  (application.requiredResourceAccess as ListedAccess[])[0] as ListedAccess;
const set = (tenant: TenantByHand, values: Record<string, unknown>) =>
  Object.assign(tenant.application, values);
/** A change, and what the two tiers say of it. */
export const drifting = (
  what: string,
  verify: string | string[],
  preview: string | string[],
  change: DriftCase["change"],
): DriftCase => ({ what, change, verify: [verify].flat(), preview: [preview].flat() });
const alone = (...given: Parameters<typeof drifting>): DriftCase => ({ ...drifting(...given), alone: true });

const onTheRegistration: DriftCase[] = [
  alone(
    "the app registration is deleted",
    ["drift application", "drift company.microsoft.clientSecret"],
    [
      "create azuread AppRoleAssignment",
      "create azuread Application",
      "create azuread ApplicationPassword",
      "create azuread ServicePrincipal",
      "create azuread ServicePrincipalDelegatedPermissionGrant",
      "create modernauth EntraSecretInventory",
      "modernauth EntraCredentialProof clientId",
      "modernauth EntraCredentialProof keyId",
      "modernauth EntraCredentialProof secret",
      "modernauth EntraCredentialProof token",
      "modernauth ErpCompanyOAuth clientId",
      "modernauth ErpCompanyOAuth clientSecret",
    ],
    (t) => {
      const { application, servicePrincipal, grant, assignment, state } = t;
      delete state.oauth2PermissionGrants[grant.id];
      delete state.appRoleAssignments[assignment.id];
      delete state.servicePrincipals[servicePrincipal.id];
      delete state.applications[application.id];
    },
  ),
  drifting("it is deactivated", "drift application.disabled", [], (t) => set(t, { isDisabled: true })),
  drifting("it is renamed", "drift application.displayName", "azuread Application displayName", (t) =>
    set(t, { displayName: "CID ERP 2" }),
  ),
  drifting(
    "it is opened to every tenant",
    "drift application.signInAudience",
    "azuread Application signInAudience",
    (t) => set(t, { signInAudience: "AzureADMultipleOrgs" }),
  ),
  drifting(
    "its tokens are of version 1",
    "drift application.api.requestedAccessTokenVersion",
    "azuread Application api.requestedAccessTokenVersion",
    (t) => Object.assign(t.application.api as object, { requestedAccessTokenVersion: 1 }),
  ),
  drifting("the tag of the stack is taken away", "drift application.tags", "azuread Application tags", (t) =>
    set(t, { tags: [] }),
  ),
  drifting(
    "it gets an identifier URI",
    "drift application.identifierUris",
    "azuread Application identifierUris",
    (t) => set(t, { identifierUris: ["api://cid-erp"] }),
  ),
  drifting(
    "the redirect URI is changed",
    "drift application.web.redirectUris",
    "azuread Application web.redirectUris[\u2026]",
    (t) => Object.assign(t.application.web as object, { redirectUris: ["https://example.com/elsewhere"] }),
  ),
  drifting(
    "a redirect URI is added",
    "drift application.web.redirectUris",
    "azuread Application web.redirectUris[\u2026]",
    (t) =>
      (t.application.web as { redirectUris: string[] }).redirectUris.push("https://example.com/elsewhere"),
  ),
  drifting(
    "a redirect URI of a single-page application is added",
    "drift application.spa.redirectUris",
    "azuread Application singlePageApplication",
    (t) => set(t, { spa: { redirectUris: ["https://example.com/spa"] } }),
  ),
  drifting(
    "a redirect URI of a public client is added",
    "drift application.publicClient.redirectUris",
    "azuread Application publicClient",
    (t) =>
      set(t, {
        publicClient: { redirectUris: ["https://login.microsoftonline.com/common/oauth2/nativeclient"] },
      }),
  ),
  drifting(
    "public client flows are allowed",
    "drift application.isFallbackPublicClient",
    "azuread Application fallbackPublicClientEnabled",
    (t) => set(t, { isFallbackPublicClient: true }),
  ),
  drifting(
    "the implicit grant is allowed",
    "drift application.web.implicitGrantSettings",
    "azuread Application web.implicitGrant",
    (t) =>
      Object.assign(t.application.web as object, {
        implicitGrantSettings: { enableAccessTokenIssuance: true, enableIdTokenIssuance: true },
      }),
  ),
  drifting(
    "a permission is removed",
    "drift application.requiredResourceAccess",
    "azuread Application requiredResourceAccesses[\u2026]",
    (t) => graphAccess(t).resourceAccess.splice(4, 1),
  ),
  drifting(
    "a permission is added",
    "drift application.requiredResourceAccess",
    "azuread Application requiredResourceAccesses[\u2026]",
    (t) => graphAccess(t).resourceAccess.push(MAIL_READ_WRITE),
  ),
  drifting(
    "a permission of a second API is added",
    "drift application.requiredResourceAccess",
    "azuread Application requiredResourceAccesses[\u2026]",
    (t) =>
      (t.application.requiredResourceAccess as ListedAccess[]).push({
        resourceAppId: t.api("exchange").appId,
        resourceAccess: [FULL_ACCESS],
      }),
  ),
  drifting("the permissions come back in another order", [], [], (t) =>
    graphAccess(t).resourceAccess.reverse(),
  ),
  drifting("an owner is added", "warn application.owners", "azuread Application owners[\u2026]", (t) =>
    t.state.owners[t.application.id]?.push(t.admin),
  ),
  drifting(
    "the deployer is no owner any more",
    "drift application.owners",
    "azuread Application owners[\u2026]",
    (t) => {
      t.state.owners[t.application.id] = [t.admin];
    },
  ),
];

const onCredentials: DriftCase[] = [
  drifting("a certificate is added", "drift application.keyCredentials", [], (t) =>
    t.application.keyCredentials.push(certificate()),
  ),
  drifting("a federated credential is added", "drift application.federatedIdentityCredentials", [], (t) => {
    t.state.federatedIdentityCredentials.ci = {
      id: "ci",
      applicationId: t.application.id,
      name: "ci",
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:somebody/something:ref:refs/heads/main",
      audiences: ["api://AzureADTokenExchange"],
    };
  }),
  drifting(
    "the secret is removed",
    ["drift secret <id>", "drift company.microsoft.clientSecret"],
    [
      "create azuread ApplicationPassword",
      "modernauth EntraCredentialProof keyId",
      "modernauth EntraCredentialProof secret",
      "modernauth EntraCredentialProof token",
      "modernauth EntraSecretInventory managed",
      "modernauth ErpCompanyOAuth clientSecret",
    ],
    (t) => t.application.passwordCredentials.splice(0, 1),
  ),
  drifting("a secret is added", "drift secret <id>", [], (t) => t.addSecret("test")),
  drifting("a secret of the application's name is added", "drift secret <id>", [], (t) =>
    t.addSecret(APPLICATION_NAME),
  ),
  drifting("an interrupted run has left a secret over", "warn secret <id>", [], (t) => t.leaveSecret()),
  drifting("the service principal gets a secret", "drift servicePrincipal.passwordCredentials", [], (t) =>
    t.servicePrincipal.passwordCredentials.push(passwordCredential("test", "abc")),
  ),
  drifting("the service principal gets a certificate", "drift servicePrincipal.keyCredentials", [], (t) =>
    t.servicePrincipal.keyCredentials.push(certificate()),
  ),
];

const onConsent: DriftCase[] = [
  alone(
    "the service principal is deleted",
    ["drift servicePrincipal", "drift company.microsoft.clientSecret"],
    [
      "create azuread AppRoleAssignment",
      "create azuread ServicePrincipal",
      "create azuread ServicePrincipalDelegatedPermissionGrant",
      "modernauth EntraCredentialProof token",
    ],
    (t) => {
      const { servicePrincipal, grant, assignment, state } = t;
      delete state.oauth2PermissionGrants[grant.id];
      delete state.appRoleAssignments[assignment.id];
      delete state.servicePrincipals[servicePrincipal.id];
    },
  ),
  drifting(
    "the service principal is switched off",
    ["drift servicePrincipal.accountEnabled", "drift company.microsoft.clientSecret"],
    ["azuread ServicePrincipal accountEnabled", "modernauth EntraCredentialProof token"],
    (t) => {
      t.servicePrincipal.accountEnabled = false;
    },
  ),
  drifting(
    "a delegated permission is revoked",
    "drift consent.delegated",
    "azuread ServicePrincipalDelegatedPermissionGrant claimValues[\u2026]",
    (t) => {
      t.grant.scope = t.grant.scope.replace("SMTP.Send", "");
    },
  ),
  drifting(
    "a delegated permission more is granted",
    "drift consent.delegated",
    "azuread ServicePrincipalDelegatedPermissionGrant claimValues[\u2026]",
    (t) => {
      t.grant.scope += " Mail.Send.Shared";
    },
  ),
  drifting(
    "the delegated consent is deleted",
    "drift consent.delegated",
    "create azuread ServicePrincipalDelegatedPermissionGrant",
    (t) => {
      delete t.state.oauth2PermissionGrants[t.grant.id];
    },
  ),
  drifting("a user consents alone", "drift consent.delegated.perUser", [], (t) =>
    t.addGrant({ consentType: "Principal", principalId: t.admin, scope: "User.Read Calendars.Read" }),
  ),
  drifting("a delegated permission of another API is granted", "drift consent.delegated.otherApis", [], (t) =>
    t.addGrant({ resourceId: t.api("exchange").id, scope: "EWS.AccessAsUser.All" }),
  ),
  drifting(
    "the application permission is revoked",
    "drift consent.application",
    "create azuread AppRoleAssignment",
    (t) => {
      delete t.state.appRoleAssignments[t.assignment.id];
    },
  ),
  drifting("an application permission more is granted", "drift consent.application", [], (t) =>
    t.addAssignment({ appRoleId: MAIL_READ_WRITE.id }),
  ),
  drifting("an application permission of another API is granted", "drift consent.application", [], (t) =>
    t.addAssignment({
      appRoleId: FULL_ACCESS.id,
      resourceId: t.api("exchange").id,
      resourceDisplayName: "Office 365 Exchange Online",
    }),
  ),
  alone("a second app registration carries the stack's tag", "drift applications.tagged", "stops", (t) =>
    t.addApplication("copy", ["erp-modern-auth/dev"]),
  ),
  drifting("a second app registration has the same name", "warn applications.named", [], (t) =>
    t.addApplication(APPLICATION_NAME, []),
  ),
];

const inTheErp: DriftCase[] = [
  drifting(
    "the ERP holds another client id",
    ["drift company.microsoft.clientId", "drift company.microsoft.clientSecret"],
    "modernauth ErpCompanyOAuth clientId",
    (t) => t.setInErp("msClient", GRAPH_APP_ID),
  ),
  drifting(
    "the ERP holds another tenant",
    "drift company.microsoft.tenant",
    "modernauth ErpCompanyOAuth tenant",
    (t) => t.setInErp("msTenant", GRAPH_APP_ID),
  ),
  drifting(
    "the ERP holds another redirect URI",
    "drift company.microsoft.redirectUri",
    "modernauth ErpCompanyOAuth redirectUri",
    (t) => t.setInErp("msRedirect", "https://example.com/elsewhere"),
  ),
  drifting(
    "the ERP holds a wrong secret",
    "drift company.microsoft.clientSecret",
    "modernauth ErpCompanyOAuth clientSecret",
    (t) => t.setInErp("msSecret", "made up by somebody"),
  ),
  drifting(
    "the ERP holds no secret",
    "drift company.microsoft.clientSecret",
    "modernauth ErpCompanyOAuth clientSecret",
    (t) => t.setInErp("msSecret", false),
  ),
  drifting(
    "the ERP holds a secret that somebody made in the portal",
    ["drift secret <id>", "drift company.microsoft.clientSecret"],
    "modernauth ErpCompanyOAuth clientSecret",
    (t) => {
      const secret = "xyz8Q~a-secret-made-in-the-portal-4711";
      t.addSecret("test", secret);
      t.setInErp("msSecret", secret);
    },
  ),
];

/** Everything that can drift in the Microsoft part, in groups as the page shows them. */
export const DRIFT_CASES: Readonly<Record<string, readonly DriftCase[]>> = {
  "On the app registration": onTheRegistration,
  "On its credentials": onCredentials,
  "On the service principal, on consent, beside it": onConsent,
  "In the ERP's company tab": inTheErp,
};
