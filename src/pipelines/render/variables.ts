/** What a job that works on tenants is told by variables of the repository; those that are not set are empty, and mean nothing then. */
export const VARIABLES = [
  "PULUMI_BACKEND_URL",
  "PULUMI_ORGANIZATION",
  "ARM_CLIENT_ID",
  "GOOGLE_WORKLOAD_IDENTITY_PROVIDER",
  "GOOGLE_SERVICE_ACCOUNT",
  "AWS_ROLE_ARN",
  "AWS_REGION",
  "AZURE_CLIENT_ID",
  "AZURE_TENANT_ID",
  "AZURE_STORAGE_ACCOUNT",
] as const;

/** The only secrets: a passphrase where no cloud's key encrypts, and the password of a state on PostgreSQL. */
export const SECRETS = ["PULUMI_CONFIG_PASSPHRASE", "PGPASSWORD"] as const;
