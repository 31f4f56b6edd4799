import { explained } from "../yaml.ts";
import { SIGN_IN } from "./signIn.ts";

/** Pulumi, Node and modern-auth on the PATH. */
const tools: readonly string[] = ["path=$(npm run --silent toolchain)", 'eval "$path"'];

/** The same, and who the job is. */
export const toolsAndIdentity: readonly string[] = [...tools, `. ${SIGN_IN}`];

/** What every job has. */
export const base = {
  image: "node:24-bookworm",
  timeout: "15 minutes",
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

/** What every job has that works on tenants. */
export const ofTenants = {
  extends: ".modern-auth",
  timeout: explained("The id tokens end with it; sessions with the clouds last an hour.", "55 minutes"),
  variables: { ARM_USE_OIDC: "true" },
  id_tokens: {
    ARM_OIDC_TOKEN: { aud: "api://AzureADTokenExchange" },
    AZURE_ID_TOKEN: { aud: "api://AzureADTokenExchange" },
    AWS_ID_TOKEN: { aud: "sts.amazonaws.com" },
    GOOGLE_ID_TOKEN: { aud: "https://iam.googleapis.com/$GOOGLE_WORKLOAD_IDENTITY_PROVIDER" },
    PULUMI_ID_TOKEN: { aud: "urn:pulumi:org:$PULUMI_ORGANIZATION" },
  },
  before_script: toolsAndIdentity,
};
