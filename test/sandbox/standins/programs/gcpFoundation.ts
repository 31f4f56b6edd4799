/** Everything that a tenant's Google project is made of; options change it as a user would between two runs. */
export const gcpFoundation = `
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { IAMMember as AccountMember } from "@pulumi/gcp/serviceaccount/iammember.js";
import { IAMMember as ProjectMember } from "@pulumi/gcp/projects/iammember.js";
import { Project } from "@pulumi/gcp/organizations/project.js";
import { Provider } from "@pulumi/gcp/provider.js";
import { Secret } from "@pulumi/gcp/secretmanager/secret.js";
import { SecretIamMember } from "@pulumi/gcp/secretmanager/secretIamMember.js";
import { WebResource } from "@pulumi/gcp/siteverification/webResource.js";
import { WorkloadIdentityPool } from "@pulumi/gcp/iam/workloadIdentityPool.js";
import { WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam/workloadIdentityPoolProvider.js";
import { getTokenOutput } from "@pulumi/gcp/siteverification/getToken.js";

const { changes = {}, imports = {} } = JSON.parse(process.env.PROGRAM ?? "{}");
const base = process.env.GOOGLE_BASE;
const endpoints = ["serviceUsage", "resourceManager", "cloudResourceManager", "secretManager", "iam", "iamBeta", "cloudBilling", "siteVerification"];
const provider = new Provider("tenant", { accessToken: process.env.GOOGLE_TOKEN, project: "beta-erp", ...Object.fromEntries(endpoints.map((name) => [name + "CustomEndpoint", base])),});
const of = (name, args) => [name, { ...args, ...changes[name] }, { provider, ...(imports[name] ? { import: imports[name] } : {}) }];

const project = new Project(...of("project", {
  projectId: "beta-erp",
  name: "Beta ERP",
  orgId: "42",
  billingAccount: "012345-ABCDEF-678901",
  labels: { tenant: "beta" },
  deletionPolicy: "DELETE",
}));
new ProjectMember(...of("operator", { project: project.projectId, role: "roles/oauthconfig.editor", member: "user:anna@acme.example" }));
const account = new Account(...of("account", { project: project.projectId, accountId: "ci-deploy", displayName: "CI" }));
const ci = new ProjectMember(...of("ci", { project: project.projectId, role: "roles/logging.viewer", member: account.member }));
const pool = new WorkloadIdentityPool(...of("pool", { project: project.projectId, workloadIdentityPoolId: "ci-pool", displayName: "CI" }));
new WorkloadIdentityPoolProvider(...of("github", {
  project: project.projectId,
  workloadIdentityPoolId: pool.workloadIdentityPoolId,
  workloadIdentityPoolProviderId: "github",
  oidc: { issuerUri: "https://token.actions.githubusercontent.com" },
  attributeMapping: { "google.subject": "assertion.sub", "attribute.repository": "assertion.repository" },
  attributeCondition: "assertion.repository == 'acme/erp'",
}));
new AccountMember(...of("federated", { serviceAccountId: account.name, role: "roles/iam.workloadIdentityUser", member: pool.name.apply((name) => "principalSet://iam.googleapis.com/" + name + "/attribute.repository/acme/erp"),}));
const secret = new Secret(...of("secret", { project: project.projectId, secretId: "client-secret", replication: { auto: {} } }));
new SecretIamMember(...of("reader", { project: project.projectId, secretId: secret.secretId, role: "roles/secretmanager.secretAccessor", member: account.member }));
const site = { type: "INET_DOMAIN", identifier: "acme.example" };
export const txt = getTokenOutput({ ...site, verificationMethod: "DNS_TXT" }, { provider }).token;
new WebResource(...of("domain", { site, verificationMethod: "DNS_TXT" }));
`;
