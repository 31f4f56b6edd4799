import { DeployerError } from "./deployerError.ts";
import { AZURE_DEVOPS, UNREAD, type UnreadVariable } from "./deployerVariables.ts";

/** What Go's strconv.ParseBool takes, as the plugin and Pulumi's SDK do. */
export const isTrue = (text: string | undefined): boolean => /^(1|t|T|true|TRUE|True)$/.test(text ?? "");
export const isFalse = (text: string | undefined): boolean => /^(0|f|F|false|FALSE|False)$/.test(text ?? "");

/** A variable that holds nothing but blanks counts as not set: so it does for the plugin. */
export const isSet = (env: NodeJS.ProcessEnv, name: string): boolean => Boolean(env[name]?.trim());

const firstSet = (env: NodeJS.ProcessEnv, names: readonly string[]): string | undefined =>
  names.find((name) => isSet(env, name));

/** The plugin's check knows no other cloud by name; program and plugin must never work on two different ones. */
export function requirePublicCloud({ ARM_ENVIRONMENT: name }: NodeJS.ProcessEnv): void {
  if (!name || /^(public|global)$/i.test(name)) return;
  throw new DeployerError(
    `ARM_ENVIRONMENT is "${name}". Allowed: public, or not set; another cloud is chosen by ARM_METADATA_HOSTNAME alone. ` +
      "Type: unset ARM_ENVIRONMENT",
  );
}

/** Settings that Terraform's provider reads and the plugin's own check does not. */
export function refuseUnread(env: NodeJS.ProcessEnv): void {
  refuse(UNREAD.filter(({ name }) => isSet(env, name) && !isFalse(env[name])));
}

/** Azure DevOps has request variables too, but answers only to a POST that names the service connection. */
export function refuseAzureDevOps(env: NodeJS.ProcessEnv): void {
  refuse(UNREAD.filter(({ name }) => AZURE_DEVOPS.includes(name) && isSet(env, name)));
}

function refuse(found: readonly UnreadVariable[]): void {
  if (found.length === 0) return;
  const rows = found.map(
    ({ name, instead, line }) =>
      `  ${name} is set, but Pulumi's azuread plugin does not read it.\n    Read instead: ${instead}.\n    Type: ${line}`,
  );
  throw new DeployerError(
    `The deployer's identity is given in a way that is not read:\n${rows.join("\n")}\n` +
      `  To use the Azure CLI's account instead: unset ${found.map(({ name }) => name).join(" ")}`,
  );
}

/** A credential that is there and not read, because what goes with it is missing. */
export function refuseIncomplete(env: NodeJS.ProcessEnv): void {
  const request = firstSet(env, ["ARM_OIDC_REQUEST_URL", "ARM_OIDC_REQUEST_TOKEN"]);
  const idToken = firstSet(env, ["ARM_OIDC_TOKEN"]) ?? request;
  refuseHalfOidc(env, idToken);
  const disabled = isFalse(env.ARM_USE_OIDC);
  const credential =
    firstSet(env, ["ARM_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_SECRET"]) ?? (disabled ? undefined : idToken);
  if (credential && !isSet(env, "ARM_CLIENT_ID")) {
    throw new DeployerError(
      `ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ${credential}, which is set, but not read without it. ` +
        "Type: export ARM_CLIENT_ID=<application (client) id of the deployer>",
    );
  }
  if (env.ARM_USE_OIDC === "true") throw new DeployerError(noIdToken(env));
}

/** The plugin's check wants the exact text "true", where Terraform takes "1" or "True" as well. */
function refuseHalfOidc(env: NodeJS.ProcessEnv, idToken: string | undefined): void {
  const use = env.ARM_USE_OIDC;
  if (use === "true" || isFalse(use)) return;
  if (use) {
    throw new DeployerError(
      `ARM_USE_OIDC is "${use}". Allowed: true, in this very spelling (the azuread plugin reads no other), or false. ` +
        "Type: export ARM_USE_OIDC=true",
    );
  }
  if (idToken) {
    throw new DeployerError(
      `${idToken} is set, but ARM_USE_OIDC is not, and without that no id token is read. Type: export ARM_USE_OIDC=true`,
    );
  }
}

function noIdToken(env: NodeJS.ProcessEnv): string {
  if (!isSet(env, "ARM_CLIENT_ID"))
    return 'ARM_USE_OIDC is "true", but ARM_CLIENT_ID is not set. Type: export ARM_CLIENT_ID=<application (client) id of the deployer>';
  return (
    'ARM_USE_OIDC is "true", but there is no id token: neither ARM_OIDC_TOKEN nor both of ARM_OIDC_REQUEST_URL and ' +
    "ARM_OIDC_REQUEST_TOKEN (or GitHub's ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN) are set.\n" +
    "  On GitHub give the job: permissions: { id-token: write, contents: read }\n" +
    "  On GitLab give the job: id_tokens: { ARM_OIDC_TOKEN: { aud: api://AzureADTokenExchange } }"
  );
}
