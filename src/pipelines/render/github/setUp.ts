import { head, type PipelinePlan, type Rendered } from "../rendered.ts";
import { explained, yamlFile } from "../yaml.ts";
import { AWS, AZURE, CACHE, expression, GOOGLE } from "./actions.ts";

const FOLDER = ".github/actions/modern-auth";

/** The step that sets a job up. @param signIn whether the job speaks to clouds and to the state */
export const setUp = (signIn: boolean): object => ({
  uses: `./${FOLDER}`,
  ...(signIn ? { with: { "sign-in": true } } : {}),
});

/** What each job begins with: the tools, and who the job is for the clouds. */
export const setUpAction = (plan: PipelinePlan): Rendered => ({
  path: `${FOLDER}/action.yml`,
  text: yamlFile(head(plan, "The project's tools, and who a job is for the clouds."), {
    name: "modern-auth",
    description: "Pulumi, Node and modern-auth on the PATH; signed in where that is asked for",
    inputs: { "sign-in": { description: "true for a job that works on tenants", default: "false" } },
    runs: { using: "composite", steps: [cache, tools, ...signIns] },
  }),
});

const cache = {
  uses: CACHE,
  with: {
    path: "~/.npm\n~/.pulumi/versions\n~/.pulumi/plugins\n",
    key: `modern-auth-${expression("runner.os")}-${expression("hashFiles('package-lock.json')")}`,
  },
};

const tools = {
  shell: "bash",
  run: `path=$(npm run --silent toolchain)
eval "$path"
printf '%s\\n' "PATH=$PATH" "NODE_COMPILE_CACHE=$NODE_COMPILE_CACHE" >> "$GITHUB_ENV"
`,
};

const ifSet = (variable: string): string => expression(`inputs.sign-in == 'true' && env.${variable} != ''`);

const PULUMI_LOGIN = `umask 077
token="$RUNNER_TEMP/pulumi-id-token"
printf 'Authorization: Bearer %s' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
  curl --silent --show-error --fail --header @- "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=urn:pulumi:org:$PULUMI_ORGANIZATION" |
  jq --raw-output .value > "$token"
pulumi login https://api.pulumi.com --oidc-token "file://$token" --oidc-org "$PULUMI_ORGANIZATION"
rm "$token"
`;

/** Entra needs none: the plugin and this program ask for an id token whenever they need one. */
const signIns: readonly unknown[] = [
  explained("Each of the following only where its variables are set.", {
    if: ifSet("GOOGLE_WORKLOAD_IDENTITY_PROVIDER"),
    uses: GOOGLE,
    with: {
      workload_identity_provider: expression("env.GOOGLE_WORKLOAD_IDENTITY_PROVIDER"),
      service_account: expression("env.GOOGLE_SERVICE_ACCOUNT"),
    },
  }),
  {
    if: ifSet("AWS_ROLE_ARN"),
    uses: AWS,
    with: { "role-to-assume": expression("env.AWS_ROLE_ARN"), "aws-region": expression("env.AWS_REGION") },
  },
  {
    if: ifSet("AZURE_CLIENT_ID"),
    uses: AZURE,
    with: {
      "client-id": expression("env.AZURE_CLIENT_ID"),
      "tenant-id": expression("env.AZURE_TENANT_ID"),
      "allow-no-subscriptions": true,
    },
  },
  explained("Tokens go by files and pipes, because arguments of a process can be seen.", {
    if: ifSet("PULUMI_ORGANIZATION"),
    shell: "bash",
    run: PULUMI_LOGIN,
  }),
];
