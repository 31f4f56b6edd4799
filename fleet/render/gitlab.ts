import { head, type Plan, type Rendered } from "./rendered.ts";
import * as scripts from "./scripts.ts";
import { explained, yamlFile } from "./yaml.ts";

/** Jobs that `parallel` may make (https://docs.gitlab.com/ci/yaml/#parallel). */
export const MOST_SHARDS_ON_GITLAB = 200;

const WITH_CLOUDS = "55 minutes";
const WITHOUT = "15 minutes";
const WORK = "modern-auth";

/** The jobs, as one file to include. */
export const renderGitlab = (plan: Plan): Rendered[] => [
  {
    path: "ci/modern-auth.gitlab-ci.yml",
    text: yamlFile(
      head(plan, 'Include it in .gitlab-ci.yml: include: [ { local: "ci/modern-auth.gitlab-ci.yml" } ]'),
      {
        ".modern-auth": base,
        ".modern-auth-tenants": ofTenants,
        "modern-auth pipelines": explained("Merge request: the pipelines are those that this version renders.", {
          ...plainJob,
          rules: [{ if: MERGE_REQUEST, changes: [...plan.tenantFiles, "ci/**/*"] }],
          script: [`${plan.command} --check`],
        }),
        "modern-auth preview": preview(plan),
        "modern-auth up": update(plan),
        "modern-auth drift": drift(plan),
        "modern-auth report": report,
        "modern-auth rotate": rotation,
      },
    ),
  },
];

const MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"';
const OWN_BRANCH = `${MERGE_REQUEST} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID`;
/** @param name value of MODERN_AUTH in the schedule */
const scheduled = (name: string): string => `$CI_PIPELINE_SOURCE == "schedule" && $MODERN_AUTH == "${name}"`;

const tools: readonly string[] = ["path=$(npm run --silent toolchain)", 'eval "$path"'];

const base = {
  image: "node:24-bookworm",
  timeout: WITHOUT,
  variables: {
    GIT_DEPTH: explained("Revisions are compared.", "0"),
    npm_config_cache: "$CI_PROJECT_DIR/.npm",
    PULUMI_HOME: "$CI_PROJECT_DIR/.pulumi-home",
  },
  cache: {
    key: { files: ["package-lock.json"] },
    paths: [".npm", ".pulumi-home/versions", ".pulumi-home/plugins"],
  },
  before_script: tools,
};

/** Tokens go by files, because arguments of a process can be seen. */
const signIn: readonly unknown[] = [
  "umask 077",
  "tokens=$(mktemp -d)",
  'printf %s "$AWS_ID_TOKEN" > "$tokens/aws"',
  'test -z "$AWS_ROLE_ARN" || export AWS_WEB_IDENTITY_TOKEN_FILE="$tokens/aws"',
  'printf %s "$AZURE_ID_TOKEN" > "$tokens/azure"',
  'test -z "$AZURE_CLIENT_ID" || export AZURE_FEDERATED_TOKEN_FILE="$tokens/azure"',
  'printf %s "$GOOGLE_ID_TOKEN" > "$tokens/google"',
  `cat > "$tokens/google.json" <<EOF
{
  "type": "external_account",
  "audience": "//iam.googleapis.com/$GOOGLE_WORKLOAD_IDENTITY_PROVIDER",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
  "token_url": "https://sts.googleapis.com/v1/token",
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/$GOOGLE_SERVICE_ACCOUNT:generateAccessToken",
  "credential_source": { "file": "$tokens/google" }
}
