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

/** Which pipelines may act: those of one repository, on one branch or in one environment. */
export interface TrustedPipelines {
  issuer: string;
  repositoryId: string;
  branch?: string | undefined;
  environment?: string | undefined;
}

/** What Google's workload identity demands of a token, and calls its bearer. */
export interface Trust {
  attributeMapping: Record<string, string>;
  /** In CEL. Without it everybody's pipelines at the issuer could come in. */
  attributeCondition: string;
  /** Whom a principal set names below the pool: what the condition demands, once more. */
  principals: string;
}

/**
 * Demands the repository by its id, because a name can be given to somebody else's, and the branch or the environment, because whoever may
 * push any branch may write its pipeline. A branch of GitLab has to be protected, too.
 *
 * @see https://docs.github.com/actions/reference/openid-connect-reference, https://docs.gitlab.com/ci/secrets/id_token_authentication
 */
export function trustOf({ issuer, repositoryId, branch, environment }: TrustedPipelines): Trust {
  const { repository, ref, protects } = isGithub(issuer) ? GITHUB : GITLAB;
  const [claim, value] =
    branch === undefined ? ["environment", environment ?? ""] : [ref, `refs/heads/${branch}`];
  const demanded: [string, string][] = [
    [repository, repositoryId],
    [claim, value],
    ...(branch === undefined ? [] : protects),
  ];
  return {
    attributeMapping: {
      "google.subject": "assertion.sub",
      "attribute.pipeline": `assertion.${repository} + ":" + assertion.${claim}`,
    },
    attributeCondition: demanded.map(([name, wanted]) => `assertion.${name} == "${wanted}"`).join(" && "),
    principals: `attribute.pipeline/${repositoryId}:${value}`,
  };
}

interface Claims {
  repository: string;
  ref: string;
  /** What else a token of the branch must say. */
  protects: [string, string][];
}

const GITHUB: Claims = { repository: "repository_id", ref: "ref", protects: [] };
const GITLAB: Claims = { repository: "project_id", ref: "ref_path", protects: [["ref_protected", "true"]] };

/** GitHub's own issuers, that of a GitHub Enterprise Server included; anything else is GitLab's. */
const isGithub = (issuer: string): boolean => {
  const { hostname, pathname } = new URL(issuer);
  return /^token\.actions\./.test(hostname) || /\/_services\/token\/?$/.test(pathname);
};
/** What those may do who work in the Google console. */
export const OPERATOR_ROLE = "roles/oauthconfig.editor";

/** What pipelines may do with the copy of the client secret, which is theirs. */
export const COPY_ROLE = "roles/secretmanager.admin";

/** What pipelines may do with the service account: act as it. */
export const ACCOUNT_ROLE = "roles/iam.workloadIdentityUser";

/** An IAM policy that lets in one member with one role, and nobody else; nobody at all without one. */
export const policyOf = (role: string, member: string | undefined): string =>
  JSON.stringify(member ? { bindings: [{ members: [member], role }] } : {});

/** How IAM names the pipelines that are trusted. @param pool its full name, with the project's number */
export const pipelinesOf = (pool: string, trusted: TrustedPipelines): string =>
  `principalSet://iam.googleapis.com/${pool}/${trustOf(trusted).principals}`;

/** The address of a service account. */
export const serviceAccountOf = (id: string, project: string): string =>
  `${id}@${project}.iam.gserviceaccount.com`;

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
