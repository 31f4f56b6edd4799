import { disableSecret, setRedirectUris } from "#sandbox/emulators/google/console.ts";
import { type DriftCase, drifting, graphAccess } from "./driftCases.ts";

const GMAIL = "gmail.googleapis.com";
const STRANGER = "user:eve@stranger.example";

const inGoogle: DriftCase[] = [
  drifting("an API is switched off", `drift service ${GMAIL}`, "create gcp Service", (t) => {
    t.services[GMAIL] = "DISABLED";
  }),
  drifting(
    "the copy of the secret is disabled",
    "drift secretManager.versions",
    "gcp SecretVersion enabled",
    (t) => {
      t.copyVersion.state = "DISABLED";
    },
  ),
  drifting(
    "the copy of the secret is destroyed",
    "drift secretManager.versions",
    "create gcp SecretVersion",
    (t) => {
      t.copyVersion.state = "DESTROYED";
    },
  ),
  drifting("somebody is let at the copy", "drift secretManager.iam", "gcp SecretIamPolicy policyData", (t) =>
    t.policy("secrets").push({ role: "roles/secretmanager.secretAccessor", members: [STRANGER] }),
  ),
  drifting(
    "the pipelines lose the copy",
    "drift secretManager.iam",
    ["create gcp SecretIamMember", "gcp SecretIamPolicy policyData"],
    (t) => t.policy("secrets").splice(0),
  ),
  drifting(
    "somebody may act as the pipelines",
    "drift workloadIdentity.account.iam",
    "gcp IAMPolicy policyData",
    (t) =>
      t.policy("serviceAccounts").push({ role: "roles/iam.serviceAccountTokenCreator", members: [STRANGER] }),
  ),
  drifting(
    "the pipelines may not act as their account",
    "drift workloadIdentity.account.iam",
    ["create gcp IAMMember", "gcp IAMPolicy policyData"],
    (t) => t.policy("serviceAccounts").splice(0),
  ),
  drifting("the pipelines lose a role in the project", "drift project.iam", "create gcp IAMMember", (t) =>
    t.withoutRole("roles/logging.viewer"),
  ),
  drifting("an operator loses the role in the project", "drift project.iam", "create gcp IAMMember", (t) =>
    t.withoutRole("roles/oauthconfig.editor"),
  ),
  drifting("the pipelines become owners of the project", "drift project.iam", [], (t) =>
    t.policy("project").push({ role: "roles/owner", members: [t.pipelines] }),
  ),
  drifting(
    "the pipelines' pool is disabled",
    "drift workloadIdentity.pool",
    "gcp WorkloadIdentityPool disabled",
    (t) => {
      t.pool.disabled = true;
    },
  ),
  drifting("the pool trusts another issuer as well", "drift workloadIdentity.providers", [], (t) => {
    const [model] = Object.values(t.pool.providers);
    Object.assign(t.pool.providers, {
      other: { ...model, attributeCondition: "", oidc: { issuerUri: "https://ci.stranger.example" } },
    });
  }),
  drifting(
    "the pool trusts every repository",
    "drift workloadIdentity.providers",
    "gcp WorkloadIdentityPoolProvider attributeCondition",
    (t) => Object.assign(Object.values(t.pool.providers)[0] ?? {}, { attributeCondition: "" }),
  ),
  drifting(
    "the pipelines' account is disabled",
    "drift workloadIdentity.account",
    "gcp Account disabled",
    (t) => {
      t.account.disabled = true;
    },
  ),
  drifting(
    "the OAuth client loses the redirect URI",
    ["drift client.redirectUri", "warn client.auditLog"],
    "modernauth GoogleOAuthClient redirect",
    (t) => setRedirectUris(t.google, t.client.clientId, ["https://example.com/elsewhere"]),
  ),
  drifting(
    "the OAuth client's secret is disabled",
    ["drift secret 1", "drift company.google.clientSecret", "warn client.auditLog"],
    "modernauth GoogleOAuthClient token",
    (t) => disableSecret(t.google, t.client.clientId, t.client.secrets[0]?.last4 ?? ""),
  ),
  drifting(
    "the ERP holds another redirect URI for Google",
    "drift company.google.redirectUri",
    "modernauth ErpCompanyOAuth redirectUri",
    (t) => t.setInErp("ggRedirect", "https://example.com/elsewhere"),
  ),
  drifting(
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
  drifting(
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
  drifting("the ERP holds the client id in capitals", [], [], (t) =>
    t.setInErp("msClient", t.application.appId.toUpperCase()),
  ),
  drifting("the ERP holds the redirect URI with its port, the host in capitals", [], [], (t) =>
    t.setInErp("msRedirect", respelled(String(t.inErp("msRedirect")))),
  ),
  drifting("the ERP holds the directory id in capitals", [], [], (t) =>
    t.setInErp("msTenant", String(t.inErp("msTenant")).toUpperCase()),
  ),
  drifting("a mail server's host is written in capitals, with a dot at its end", [], [], (t) => {
    const server = t.server("incoming");
    server["server"] = `${String(server["server"]).toUpperCase()}.`;
  }),
  drifting("a mail server's user is written in capitals", [], [], (t) => {
    const server = t.server("outgoing");
    server["smtp_user"] = String(server["smtp_user"]).toUpperCase();
  }),
  drifting("the permissions are listed the other way round", [], [], (t) =>
    graphAccess(t).resourceAccess.reverse(),
  ),
  drifting("the registration gets a tag of the customer's", [], [], (t) =>
    (t.application.tags as string[]).unshift("cost-centre-7"),
  ),
  drifting("somebody registers another application", [], [], (t) => t.addApplication("Payroll", [])),
  drifting("somebody else may look at the project", [], [], (t) =>
    t.policy("project").push({ role: "roles/viewer", members: [STRANGER] }),
  ),
  drifting("the roles in the project are listed the other way round", [], [], (t) =>
    t.policy("project").reverse(),
  ),
];

const respelled = (uri: string): string =>
  uri.replace(/\/\/([^/]+)/, (_, host) => `//${host.toUpperCase()}:443`);
