import type { GoogleConfig } from "../schema.ts";

/** Mail, calendar and people: what the ERP uses. Their scopes can be chosen in the console only once they are enabled. */
const OF_THE_ERP = ["gmail.googleapis.com", "calendar-json.googleapis.com", "people.googleapis.com"];

/** What this program and `modern-auth verify` themselves ask. */
const OURS = ["cloudresourcemanager.googleapis.com", "logging.googleapis.com", "serviceusage.googleapis.com"];

const OF_PIPELINES = ["iam.googleapis.com", "iamcredentials.googleapis.com", "sts.googleapis.com"];

/** The APIs that a tenant's project must have enabled, in a constant order. */
export const requiredServices = (google: GoogleConfig): string[] => [
  ...OF_THE_ERP,
  ...OURS,
  ...(google.secretManager ? ["secretmanager.googleapis.com"] : []),
  ...(google.workloadIdentity ? OF_PIPELINES : []),
  ...(google.domainVerification === "none" ? [] : ["siteverification.googleapis.com"]),
];

/** The OAuth scopes that the gcp plugin asks for: its own default, and the one that proving a domain takes. */
export const googleScopes = ({ domainVerification }: GoogleConfig): string[] => [
  "https://www.googleapis.com/auth/cloud-platform",
  "https://www.googleapis.com/auth/userinfo.email",
  ...(domainVerification === "none" ? [] : ["https://www.googleapis.com/auth/siteverification"]),
];
