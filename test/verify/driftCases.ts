import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { disableSecret, setRedirectUris } from "#sandbox/emulators/google/console.ts";
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
const one = (
  what: string,
  verify: string | string[],
  preview: string | string[],
  change: DriftCase["change"],
): DriftCase => ({ what, change, verify: [verify].flat(), preview: [preview].flat() });
const alone = (...given: Parameters<typeof one>): DriftCase => ({ ...one(...given), alone: true });

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
  one("it is deactivated", "drift application.disabled", [], (t) => set(t, { isDisabled: true })),
  one("it is renamed", "drift application.displayName", "azuread Application displayName", (t) =>
    set(t, { displayName: "CID ERP 2" }),
  ),
  one(
    "it is opened to every tenant",
    "drift application.signInAudience",
    "azuread Application signInAudience",
    (t) => set(t, { signInAudience: "AzureADMultipleOrgs" }),
  ),
  one(
    "its tokens are of version 1",
    "drift application.api.requestedAccessTokenVersion",
    "azuread Application api.requestedAccessTokenVersion",
    (t) => Object.assign(t.application.api as object, { requestedAccessTokenVersion: 1 }),
  ),
  one("the tag of the stack is taken away", "drift application.tags", "azuread Application tags", (t) =>
    set(t, { tags: [] }),
  ),
  one(
    "it gets an identifier URI",
    "drift application.identifierUris",
    "azuread Application identifierUris",
    (t) => set(t, { identifierUris: ["api://cid-erp"] }),
  ),
  one(
    "the redirect URI is changed",
    "drift application.web.redirectUris",
    "azuread Application web.redirectUris[\u2026]",
    (t) => Object.assign(t.application.web as object, { redirectUris: ["https://example.com/elsewhere"] }),
  ),
  one(
    "a redirect URI is added",
    "drift application.web.redirectUris",
    "azuread Application web.redirectUris[\u2026]",
    (t) =>
      (t.application.web as { redirectUris: string[] }).redirectUris.push("https://example.com/elsewhere"),
  ),
  one(
    "a redirect URI of a single-page application is added",
    "drift application.spa.redirectUris",
    "azuread Application singlePageApplication",
    (t) => set(t, { spa: { redirectUris: ["https://example.com/spa"] } }),
  ),
  one(
    "a redirect URI of a public client is added",
    "drift application.publicClient.redirectUris",
    "azuread Application publicClient",
    (t) =>
      set(t, {
        publicClient: { redirectUris: ["https://login.microsoftonline.com/common/oauth2/nativeclient"] },
      }),
  ),
  one(
    "public client flows are allowed",
    "drift application.isFallbackPublicClient",
    "azuread Application fallbackPublicClientEnabled",
    (t) => set(t, { isFallbackPublicClient: true }),
  ),
  one(
    "the implicit grant is allowed",
    "drift application.web.implicitGrantSettings",
    "azuread Application web.implicitGrant",
    (t) =>
      Object.assign(t.application.web as object, {
        implicitGrantSettings: { enableAccessTokenIssuance: true, enableIdTokenIssuance: true },
      }),
  ),
  one(
    "a permission is removed",
    "drift application.requiredResourceAccess",
    "azuread Application requiredResourceAccesses[\u2026]",
    (t) => access(t).resourceAccess.splice(4, 1),
  ),
  one(
    "a permission is added",
    "drift application.requiredResourceAccess",
    "azuread Application requiredResourceAccesses[\u2026]",
    (t) => access(t).resourceAccess.push(MAIL_READ_WRITE),
  ),
  one(
    "a permission of a second API is added",
    "drift application.requiredResourceAccess",
    "azuread Application requiredResourceAccesses[\u2026]",
    (t) =>
      (t.application.requiredResourceAccess as Access[]).push({
        resourceAppId: t.api("exchange").appId,
        resourceAccess: [FULL_ACCESS],
      }),
  ),
  one(
    "the permissions come back in another order",
    [],
    "azuread Application requiredResourceAccesses[\u2026]",
    (t) => access(t).resourceAccess.reverse(),
  ),
  one("an owner is added", "warn application.owners", "azuread Application owners[\u2026]", (t) =>
    t.state.owners[t.application.id]?.push(t.admin),
  ),
  one(
    "the deployer is no owner any more",
    "drift application.owners",
    "azuread Application owners[\u2026]",
    (t) => {
      t.state.owners[t.application.id] = [t.admin];
    },
  ),
];

const onCredentials: DriftCase[] = [
  one("a certificate is added", "drift application.keyCredentials", [], (t) =>
    t.application.keyCredentials.push(certificate()),
  ),
  one("a federated credential is added", "drift application.federatedIdentityCredentials", [], (t) => {
    t.state.federatedIdentityCredentials.ci = {
      id: "ci",
      applicationId: t.application.id,
      name: "ci",
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:somebody/something:ref:refs/heads/main",
      audiences: ["api://AzureADTokenExchange"],
    };
  }),
  one(
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
  one("a secret is added", "drift secret <id>", [], (t) => t.addSecret("test")),
  one("a secret of the application's name is added", "drift secret <id>", [], (t) =>
    t.addSecret(APPLICATION_NAME),
  ),
  one("an interrupted run has left a secret over", "warn secret <id>", [], (t) => t.leaveSecret()),
  one("the service principal gets a secret", "drift servicePrincipal.passwordCredentials", [], (t) =>
    t.servicePrincipal.passwordCredentials.push(passwordCredential("test", "abc")),
  ),
  one("the service principal gets a certificate", "drift servicePrincipal.keyCredentials", [], (t) =>
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
  one(
    "the service principal is switched off",
    ["drift servicePrincipal.accountEnabled", "drift company.microsoft.clientSecret"],
    ["azuread ServicePrincipal accountEnabled", "modernauth EntraCredentialProof token"],
    (t) => {
      t.servicePrincipal.accountEnabled = false;
    },
  ),
  one(
    "a delegated permission is revoked",
    "drift consent.delegated",
    "azuread ServicePrincipalDelegatedPermissionGrant claimValues[\u2026]",
    (t) => {
      t.grant.scope = t.grant.scope.replace("SMTP.Send", "");
    },
  ),
  one(
    "a delegated permission more is granted",
    "drift consent.delegated",
    "azuread ServicePrincipalDelegatedPermissionGrant claimValues[\u2026]",
    (t) => {
      t.grant.scope += " Mail.Send.Shared";
    },
  ),
  one(
    "the delegated consent is deleted",
    "drift consent.delegated",
    "create azuread ServicePrincipalDelegatedPermissionGrant",
    (t) => {
      delete t.state.oauth2PermissionGrants[t.grant.id];
    },
  ),
  one("a user consents alone", "drift consent.delegated.perUser", [], (t) =>
    t.addGrant({ consentType: "Principal", principalId: t.admin, scope: "User.Read Calendars.Read" }),
  ),
  one("a delegated permission of another API is granted", "drift consent.delegated.otherApis", [], (t) =>
    t.addGrant({ resourceId: t.api("exchange").id, scope: "EWS.AccessAsUser.All" }),
  ),
  one(
    "the application permission is revoked",
    "drift consent.application",
    "create azuread AppRoleAssignment",
    (t) => {
      delete t.state.appRoleAssignments[t.assignment.id];
    },
  ),
  one("an application permission more is granted", "drift consent.application", [], (t) =>
    t.addAssignment({ appRoleId: MAIL_READ_WRITE.id }),
  ),
  one("an application permission of another API is granted", "drift consent.application", [], (t) =>
    t.addAssignment({
      appRoleId: FULL_ACCESS.id,
      resourceId: t.api("exchange").id,
      resourceDisplayName: "Office 365 Exchange Online",
    }),
  ),
  alone("a second app registration carries the stack's tag", "drift applications.tagged", "stops", (t) =>
    t.addApplication("copy", ["erp-modern-auth/dev"]),
  ),
  one("a second app registration has the same name", "warn applications.named", [], (t) =>
    t.addApplication(APPLICATION_NAME, []),
  ),
];

const inTheErp: DriftCase[] = [
  one(
    "the ERP holds another client id",
    ["drift company.microsoft.clientId", "drift company.microsoft.clientSecret"],
    "modernauth ErpCompanyOAuth clientId",
    (t) => t.setInErp("msClient", GRAPH_APP_ID),
  ),
  one(
    "the ERP holds another tenant",
    "drift company.microsoft.tenant",
    "modernauth ErpCompanyOAuth tenant",
    (t) => t.setInErp("msTenant", GRAPH_APP_ID),
  ),
  one(
    "the ERP holds another redirect URI",
    "drift company.microsoft.redirectUri",
    "modernauth ErpCompanyOAuth redirectUri",
    (t) => t.setInErp("msRedirect", "https://example.com/elsewhere"),
  ),
  one(
    "the ERP holds a wrong secret",
    "drift company.microsoft.clientSecret",
    "modernauth ErpCompanyOAuth clientSecret",
    (t) => t.setInErp("msSecret", "made up by somebody"),
  ),
  one(
    "the ERP holds no secret",
    "drift company.microsoft.clientSecret",
    "modernauth ErpCompanyOAuth clientSecret",
    (t) => t.setInErp("msSecret", false),
  ),
  one(
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

const GMAIL = "gmail.googleapis.com";
const STRANGER = "user:eve@stranger.example";

const inGoogle: DriftCase[] = [
  one("an API is switched off", `drift service ${GMAIL}`, "create gcp Service", (t) => {
    t.services[GMAIL] = "DISABLED";
  }),
  one(
    "the copy of the secret is disabled",
    "drift secretManager.versions",
    "gcp SecretVersion enabled",
    (t) => {
      t.copyVersion.state = "DISABLED";
    },
  ),
  one(
    "the copy of the secret is destroyed",
    "drift secretManager.versions",
    "create gcp SecretVersion",
    (t) => {
      t.copyVersion.state = "DESTROYED";
    },
  ),
  one("somebody is let at the copy", "drift secretManager.iam", "gcp SecretIamPolicy policyData", (t) =>
    t.policy("secrets").push({ role: "roles/secretmanager.secretAccessor", members: [STRANGER] }),
  ),
  one(
    "the pipelines lose the copy",
    "drift secretManager.iam",
    ["create gcp SecretIamMember", "gcp SecretIamPolicy policyData"],
    (t) => t.policy("secrets").splice(0),
  ),
  one(
    "somebody may act as the pipelines",
    "drift workloadIdentity.account.iam",
    "gcp IAMPolicy policyData",
    (t) =>
      t.policy("serviceAccounts").push({ role: "roles/iam.serviceAccountTokenCreator", members: [STRANGER] }),
  ),
  one(
    "the pipelines may not act as their account",
    "drift workloadIdentity.account.iam",
    ["create gcp IAMMember", "gcp IAMPolicy policyData"],
    (t) => t.policy("serviceAccounts").splice(0),
  ),
  one("the pipelines lose a role in the project", "drift project.iam", "create gcp IAMMember", (t) =>
    t.withoutRole("roles/logging.viewer"),
  ),
  one("an operator loses the role in the project", "drift project.iam", "create gcp IAMMember", (t) =>
    t.withoutRole("roles/oauthconfig.editor"),
  ),
  one("the pipelines become owners of the project", "drift project.iam", [], (t) =>
    t.policy("project").push({ role: "roles/owner", members: [t.pipelines] }),
  ),
  one(
    "the pipelines' pool is disabled",
    "drift workloadIdentity.pool",
    "gcp WorkloadIdentityPool disabled",
    (t) => {
      t.pool.disabled = true;
    },
  ),
  one("the pool trusts another issuer as well", "drift workloadIdentity.providers", [], (t) => {
    const [model] = Object.values(t.pool.providers);
    Object.assign(t.pool.providers, {
      other: { ...model, attributeCondition: "", oidc: { issuerUri: "https://ci.stranger.example" } },
    });
  }),
  one(
    "the pool trusts every repository",
    "drift workloadIdentity.providers",
    "gcp WorkloadIdentityPoolProvider attributeCondition",
    (t) => Object.assign(Object.values(t.pool.providers)[0] ?? {}, { attributeCondition: "" }),
  ),
  one("the pipelines' account is disabled", "drift workloadIdentity.account", "gcp Account disabled", (t) => {
    t.account.disabled = true;
  }),
  one(
    "the OAuth client loses the redirect URI",
    ["drift client.redirectUri", "warn client.auditLog"],
    "modernauth GoogleOAuthClient redirect",
    (t) => setRedirectUris(t.google, t.client.clientId, ["https://example.com/elsewhere"]),
  ),
  one(
    "the OAuth client's secret is disabled",
    ["drift secret 1", "drift company.google.clientSecret", "warn client.auditLog"],
    "modernauth GoogleOAuthClient token",
    (t) => disableSecret(t.google, t.client.clientId, t.client.secrets[0]?.last4 ?? ""),
  ),
  one(
    "the ERP holds another redirect URI for Google",
    "drift company.google.redirectUri",
    "modernauth ErpCompanyOAuth redirectUri",
    (t) => t.setInErp("ggRedirect", "https://example.com/elsewhere"),
  ),
  one(
    "the ERP holds a wrong secret for Google",
    "drift company.google.clientSecret",
    "modernauth ErpCompanyOAuth clientSecret",
    (t) => t.setInErp("ggSecret", "made up by somebody"),
  ),
];

const onServer = (
  kind: "incoming" | "outgoing",
  property: string,
  values: Readonly<Record<string, unknown>>,
): DriftCase =>
  one(
    `the ${kind} mail server's ${property} is changed`,
    `drift ${kind} server 1.${property}`,
    `modernauth ErpMailServer ${property === "useOAuth2" ? "" : "server."}${property}`,
    (t) => Object.assign(t.server(kind), values),
  );

const onMailServers: DriftCase[] = [
  onServer("incoming", "host", { server: "imap.stranger.example" }),
  onServer("incoming", "port", { port: 143 }),
  onServer("incoming", "encryption", { is_ssl: false }),
  onServer("incoming", "user", { user: "eve@stranger.example" }),
  onServer("incoming", "active", { active: false }),
  onServer("incoming", "confirmed", { state: "draft" }),
  onServer("outgoing", "host", { smtp_host: "smtp.stranger.example" }),
  onServer("outgoing", "port", { smtp_port: 25 }),
  onServer("outgoing", "encryption", { smtp_encryption: "none" }),
  onServer("outgoing", "user", { smtp_user: "eve@stranger.example" }),
  onServer("outgoing", "active", { active: false }),
];

/** What can drift besides. */
export const FURTHER_CASES: readonly DriftCase[] = [...inGoogle, ...onMailServers];

/** What is no drift: other spellings, another order, what is nobody's business. */
export const DECOYS: readonly DriftCase[] = [
  one("the ERP holds the client id in capitals", [], [], (t) =>
    t.setInErp("msClient", t.application.appId.toUpperCase()),
  ),
  one("the ERP holds the redirect URI with its port, the host in capitals", [], [], (t) =>
    t.setInErp("msRedirect", respelled(String(t.inErp("msRedirect")))),
  ),
  one("the ERP holds the directory id in capitals", [], [], (t) =>
    t.setInErp("msTenant", String(t.inErp("msTenant")).toUpperCase()),
  ),
  one("a mail server's host is written in capitals, with a dot at its end", [], [], (t) => {
    const server = t.server("incoming");
    server["server"] = `${String(server["server"]).toUpperCase()}.`;
  }),
  one("a mail server's user is written in capitals", [], [], (t) => {
    const server = t.server("outgoing");
    server["smtp_user"] = String(server["smtp_user"]).toUpperCase();
  }),
  one("the permissions are listed the other way round", [], [], (t) => access(t).resourceAccess.reverse()),
  one("the registration gets a tag of the customer's", [], [], (t) =>
    (t.application.tags as string[]).unshift("cost-centre-7"),
  ),
  one("somebody registers another application", [], [], (t) => t.addApplication("Payroll", [])),
  one("somebody else may look at the project", [], [], (t) =>
    t.policy("project").push({ role: "roles/viewer", members: [STRANGER] }),
  ),
  one("the roles in the project are listed the other way round", [], [], (t) =>
    t.policy("project").reverse(),
  ),
];

const respelled = (uri: string): string =>
  uri.replace(/\/\/([^/]+)/, (_, host) => `//${host.toUpperCase()}:443`);
