import { head, type PipelinePlan, type Rendered } from "../rendered.ts";

export const SIGN_IN = "ci/modern-auth-sign-in.sh";

/** What a job of GitLab's runs to be somebody for the clouds and the state: their libraries exchange its id tokens themselves. */
export const signInScript = (plan: PipelinePlan): Rendered => ({
  path: SIGN_IN,
  text: `${head(plan, "Who a job is for the clouds and the state, by its id tokens. To be sourced.")
    .split("\n")
    .map((line) => `# ${line}`.trimEnd())
    .join("\n")}
${SCRIPT}`,
});

const SCRIPT = `
# Tokens go by files, because arguments of a process can be seen. Nobody else may read this folder.
tokens=$(mktemp -d)

if [ -n "$GOOGLE_SERVICE_ACCOUNT" ]; then
  printf %s "$GOOGLE_ID_TOKEN" > "$tokens/google"
  cat > "$tokens/google.json" <<END
{
  "type": "external_account",
  "audience": "//iam.googleapis.com/$GOOGLE_WORKLOAD_IDENTITY_PROVIDER",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
  "token_url": "https://sts.googleapis.com/v1/token",
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/$GOOGLE_SERVICE_ACCOUNT:generateAccessToken",
  "credential_source": { "file": "$tokens/google" }
}
END
  export GOOGLE_APPLICATION_CREDENTIALS="$tokens/google.json"
fi

if [ -n "$AWS_ROLE_ARN" ]; then
  printf %s "$AWS_ID_TOKEN" > "$tokens/aws"
  export AWS_WEB_IDENTITY_TOKEN_FILE="$tokens/aws"
fi

if [ -n "$AZURE_CLIENT_ID" ]; then
  printf %s "$AZURE_ID_TOKEN" > "$tokens/azure"
  export AZURE_FEDERATED_TOKEN_FILE="$tokens/azure"
fi

if [ -n "$PULUMI_ORGANIZATION" ]; then
  printf %s "$PULUMI_ID_TOKEN" > "$tokens/pulumi"
  pulumi login https://api.pulumi.com --oidc-token "file://$tokens/pulumi" --oidc-org "$PULUMI_ORGANIZATION"
fi
`;
