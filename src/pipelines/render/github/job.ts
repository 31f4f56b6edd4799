import { explained } from "../yaml.ts";
import { CHECKOUT, expression } from "./actions.ts";
import { setUp } from "./setUp.ts";

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

/** Sessions with the clouds last an hour. */
const WITH_CLOUDS_MINUTES = 55;
const WITHOUT_MINUTES = 15;

/** Environments: each is the subject of federated credentials of its own, and is protected on its own. */
export const ENVIRONMENT = { preview: "modern-auth-preview", work: "modern-auth" } as const;

const environment = {
  ...Object.fromEntries(VARIABLES.map((name) => [name, expression(`vars.${name}`)])),
  ARM_USE_OIDC: "true",
  ...Object.fromEntries(SECRETS.map((name) => [name, expression(`secrets.${name}`)])),
};

/** A job that works on tenants: as whom, and with which rights on the repository. */
export const tenantJob = (
  as: (typeof ENVIRONMENT)[keyof typeof ENVIRONMENT],
  { permissions, ...job }: { permissions: object; [key: string]: unknown },
): object => ({
  "runs-on": "ubuntu-latest",
  "timeout-minutes": WITH_CLOUDS_MINUTES,
  environment: as,
  permissions: { "id-token": "write", ...permissions },
  env: environment,
  ...job,
});

/** A job that knows no tenant's secret. */
export const plainJob = (job: object): object => ({
  "runs-on": "ubuntu-latest",
  "timeout-minutes": WITHOUT_MINUTES,
  ...job,
});

/** The repository, then the tools. @param checkout what the checkout is given */
export const begin = (signIn: boolean, checkout: object = {}): object[] => [
  { uses: CHECKOUT, with: { "persist-credentials": false, ...checkout } },
  setUp(signIn),
];

/** The whole branch as it is when the job's turn comes, so that one that had to wait brings back nothing older. */
export const TIP = {
  ref: explained(
    "As it is when the turn comes: a job that had to wait brings back nothing older.",
    expression("github.ref_name"),
  ),
  "fetch-depth": 0,
};

/** The one who changes tenants: one at a time, and nobody who waits is pushed out by the next. */
export const ONE_WRITER = { group: "modern-auth-write", queue: "max" };

export const run = (lines: readonly string[], more: object = {}): object => ({
  run: `${lines.join("\n")}\n`,
  ...more,
});

/** The job's own token, for the steps that write what people read. */
export const WITH_TOKEN = { env: { GITHUB_TOKEN: expression("github.token") } };
