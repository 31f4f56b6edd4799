import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { certificate, passwordCredential, type TenantByHand } from "./tenantByHand.ts";

/** One thing that somebody did by hand. */
export interface DriftCase {
  what: string;
  change: (tenant: TenantByHand) => void;
  /** What `modern-auth verify` says of it. */
  verify: string[];
}

interface Access {
  resourceAppId: string;
  resourceAccess: { id: string; type: string }[];
}
const MAIL_READ_WRITE = { id: "e2a3a72e-5f79-4c64-b1b1-878b674786c9", type: "Role" };
const FULL_ACCESS = { id: "dc890d15-9560-4a4c-9b7f-a736ec74ec40", type: "Role" };

const access = ({ application }: TenantByHand) =>
  (application.requiredResourceAccess as Access[])[0] as Access;
const set = (tenant: TenantByHand, values: Record<string, unknown>) =>
  Object.assign(tenant.application, values);
const one = (what: string, verify: string | string[], change: DriftCase["change"]): DriftCase => ({
  what,
  change,
  verify: [verify].flat(),
});

const onTheRegistration: DriftCase[] = [
  one(
    "the app registration is deleted",
    ["drift application", "drift company.microsoft.clientSecret"],
    (t) => {
      const { application, servicePrincipal, grant, assignment, state } = t;
      delete state.oauth2PermissionGrants[grant.id];
      delete state.appRoleAssignments[assignment.id];
      delete state.servicePrincipals[servicePrincipal.id];
      delete state.applications[application.id];
    },
  ),
  one("it is deactivated", "drift application.disabled", (t) => set(t, { isDisabled: true })),
  one("it is renamed", "drift application.displayName", (t) => set(t, { displayName: "CID ERP 2" })),
  one("it is opened to every tenant", "drift application.signInAudience", (t) =>
    set(t, { signInAudience: "AzureADMultipleOrgs" }),
  ),
  one("its tokens are of version 1", "drift application.api.requestedAccessTokenVersion", (t) =>
    Object.assign(t.application.api as object, { requestedAccessTokenVersion: 1 }),
  ),
  one("the tag of the stack is taken away", "drift application.tags", (t) => set(t, { tags: [] })),
  one("it gets an identifier URI", "drift application.identifierUris", (t) =>
    set(t, { identifierUris: ["api://cid-erp"] }),
  ),
  one("the redirect URI is changed", "drift application.web.redirectUris", (t) =>
    Object.assign(t.application.web as object, { redirectUris: ["https://example.com/elsewhere"] }),
  ),
  one("a redirect URI is added", "drift application.web.redirectUris", (t) =>
    (t.application.web as { redirectUris: string[] }).redirectUris.push("https://example.com/elsewhere"),
  ),
  one("a redirect URI of a single-page application is added", "drift application.spa.redirectUris", (t) =>
    set(t, { spa: { redirectUris: ["https://example.com/spa"] } }),
  ),
  one("a redirect URI of a public client is added", "drift application.publicClient.redirectUris", (t) =>
    set(t, {
      publicClient: { redirectUris: ["https://login.microsoftonline.com/common/oauth2/nativeclient"] },
    }),
  ),
  one("public client flows are allowed", "drift application.isFallbackPublicClient", (t) =>
    set(t, { isFallbackPublicClient: true }),
  ),
  one("the implicit grant is allowed", "drift application.web.implicitGrantSettings", (t) =>
    Object.assign(t.application.web as object, {
      implicitGrantSettings: { enableAccessTokenIssuance: true, enableIdTokenIssuance: true },
    }),
  ),
  one("a permission is removed", "drift application.requiredResourceAccess", (t) =>
    access(t).resourceAccess.splice(4, 1),
  ),
  one("a permission is added", "drift application.requiredResourceAccess", (t) =>
    access(t).resourceAccess.push(MAIL_READ_WRITE),
  ),
  one("a permission of a second API is added", "drift application.requiredResourceAccess", (t) =>
    (t.application.requiredResourceAccess as Access[]).push({
      resourceAppId: t.api("exchange").appId,
      resourceAccess: [FULL_ACCESS],
    }),
  ),
  one("the permissions come back in another order", [], (t) => access(t).resourceAccess.reverse()),
  one("an owner is added", "warn application.owners", (t) => t.state.owners[t.application.id]?.push(t.admin)),
  one("the deployer is no owner any more", "drift application.owners", (t) => {
    t.state.owners[t.application.id] = [t.admin];
  }),
];

const onCredentials: DriftCase[] = [
  one("a certificate is added", "drift application.keyCredentials", (t) =>
    t.application.keyCredentials.push(certificate()),
  ),
  one("a federated credential is added", "drift application.federatedIdentityCredentials", (t) => {
    t.state.federatedIdentityCredentials.ci = {
      id: "ci",
      applicationId: t.application.id,
      name: "ci",
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:somebody/something:ref:refs/heads/main",
      audiences: ["api://AzureADTokenExchange"],
    };
  }),
  one("the secret is removed", ["drift secret <id>", "drift company.microsoft.clientSecret"], (t) =>
    t.application.passwordCredentials.splice(0, 1),
  ),
  one("a secret is added", "drift secret <id>", (t) => t.addSecret("test")),
  one("a secret of the application's name is added", "drift secret <id>", (t) =>
    t.addSecret(APPLICATION_NAME),
  ),
  one("an interrupted run has left a secret over", "warn secret <id>", (t) => t.leaveSecret()),
  one("the service principal gets a secret", "drift servicePrincipal.passwordCredentials", (t) =>
    t.servicePrincipal.passwordCredentials.push(passwordCredential("test", "abc")),
  ),
  one("the service principal gets a certificate", "drift servicePrincipal.keyCredentials", (t) =>
    t.servicePrincipal.keyCredentials.push(certificate()),
  ),
];

const onConsent: DriftCase[] = [
  one(
    "the service principal is deleted",
    ["drift servicePrincipal", "drift company.microsoft.clientSecret"],
    (t) => {
      const { servicePrincipal, grant, assignment, state } = t;
      delete state.oauth2PermissionGrants[grant.id];
      delete state.appRoleAssignments[assignment.id];
      delete state.servicePrincipals[servicePrincipal.id];
    },
  ),
  one(
    "the service principal is switched off",
    ["drift servicePrincipal.accountEnabled", "drift company.microsoft.clientSecret"],
    (t) => {
      t.servicePrincipal.accountEnabled = false;
    },
  ),
  one("a delegated permission is revoked", "drift consent.delegated", (t) => {
    t.grant.scope = t.grant.scope.replace("SMTP.Send", "");
  }),
  one("a delegated permission more is granted", "drift consent.delegated", (t) => {
    t.grant.scope += " Mail.Send.Shared";
  }),
  one("the delegated consent is deleted", "drift consent.delegated", (t) => {
    delete t.state.oauth2PermissionGrants[t.grant.id];
  }),
  one("a user consents alone", "drift consent.delegated.perUser", (t) =>
    t.addGrant({ consentType: "Principal", principalId: t.admin, scope: "User.Read Calendars.Read" }),
  ),
  one("a delegated permission of another API is granted", "drift consent.delegated.otherApis", (t) =>
    t.addGrant({ resourceId: t.api("exchange").id, scope: "EWS.AccessAsUser.All" }),
  ),
  one("the application permission is revoked", "drift consent.application", (t) => {
    delete t.state.appRoleAssignments[t.assignment.id];
  }),
  one("an application permission more is granted", "drift consent.application", (t) =>
    t.addAssignment({ appRoleId: MAIL_READ_WRITE.id }),
  ),
  one("an application permission of another API is granted", "drift consent.application", (t) =>
    t.addAssignment({
      appRoleId: FULL_ACCESS.id,
      resourceId: t.api("exchange").id,
      resourceDisplayName: "Office 365 Exchange Online",
    }),
  ),
  one("a second app registration carries the stack's tag", "drift applications.tagged", (t) =>
    t.addApplication("copy", ["erp-modern-auth/dev"]),
  ),
  one("a second app registration has the same name", "warn applications.named", (t) =>
    t.addApplication(APPLICATION_NAME, []),
  ),
];

const inTheErp: DriftCase[] = [
  one(
    "the ERP holds another client id",
    ["drift company.microsoft.clientId", "drift company.microsoft.clientSecret"],
    (t) => t.setInErp("msClient", GRAPH_APP_ID),
  ),
  one("the ERP holds another tenant", "drift company.microsoft.tenant", (t) =>
    t.setInErp("msTenant", GRAPH_APP_ID),
  ),
  one("the ERP holds another redirect URI", "drift company.microsoft.redirectUri", (t) =>
    t.setInErp("msRedirect", "https://example.com/elsewhere"),
  ),
  one("the ERP holds a wrong secret", "drift company.microsoft.clientSecret", (t) =>
    t.setInErp("msSecret", "made up by somebody"),
  ),
  one("the ERP holds no secret", "drift company.microsoft.clientSecret", (t) =>
    t.setInErp("msSecret", false),
  ),
  one(
    "the ERP holds a secret that somebody made in the portal",
    ["drift secret <id>", "drift company.microsoft.clientSecret"],
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
