import { createHash } from "node:crypto";

/**
 * What pipelines need on the project for `pulumi up` and `preview`, besides the secret that is theirs: enable services, look at what
 * the first run (by an owner) made, and read who changed the client.
 */
export const PIPELINE_ROLES = [
  "roles/serviceusage.serviceUsageAdmin",
  "roles/logging.viewer",
  "roles/iam.securityReviewer",
  "roles/iam.workloadIdentityPoolViewer",
  "roles/iam.serviceAccountViewer",
];

/** What those may do who work in the Google console. */
export const OPERATOR_ROLE = "roles/oauthconfig.editor";

/** What pipelines may do with the copy of the client secret, which is theirs. */
export const COPY_ROLE = "roles/secretmanager.admin";

/** What pipelines may do with the service account: act as it. */
export const ACCOUNT_ROLE = "roles/iam.workloadIdentityUser";

/** An IAM policy that lets in one member with one role, and nobody else; nobody at all without one. */
export const policyOf = (role: string, member: string | undefined): string =>
  JSON.stringify(member ? { bindings: [{ members: [member], role }] } : {});

/** How IAM names the pipelines of one repository. @param pool its full name, with the project's number */
export const pipelinesOf = (pool: string, repository: string): string =>
  `principalSet://iam.googleapis.com/${pool}/attribute.repository/${repository}`;

/** What a token must say. Without it everybody's pipelines at this issuer could come in. */
export const conditionOf = ({ issuer, repository }: { issuer: string; repository: string }): string =>
  `assertion.${claimOf(issuer)} == "${repository}"`;

/** Which claim of its tokens names the repository: GitHub's, or (anything else) GitLab's. */
export const claimOf = (issuer: string): string =>
  new URL(issuer).hostname === "token.actions.githubusercontent.com" ? "repository" : "project_path";

/** The address of a service account. */
export const accountOf = (id: string, project: string): string => `${id}@${project}.iam.gserviceaccount.com`;

const LONGEST = 30;

/**
 * An id that the pool, its provider and the service account can all have: 6 to 30 lower-case letters, digits and hyphens, a letter
 * first. Ids may not begin with "gcp-". A long tenant name is cut and told apart by its digest.
 */
export function resourceId(tenant: string): string {
  const plain = `erp-${tenant.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`.replace(/-+$/, "");
  const faithful = plain === `erp-${tenant}` && plain.length >= 6 && plain.length <= LONGEST;
  if (faithful) return plain;
  const digest = createHash("sha256").update(tenant).digest("hex").slice(0, 8);
  return `${plain.slice(0, LONGEST - 9).replace(/-+$/, "")}-${digest}`;
}

/** The value of a label: at most 63 lower-case letters, digits, underscores and hyphens. */
export const labelValue = (value: string): string =>
  value
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-")
    .slice(0, 63);
