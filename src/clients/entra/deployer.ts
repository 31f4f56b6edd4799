import { DeployerError } from "./deployerError.ts";
import {
  isFalse,
  isSet,
  isTrue,
  refuseAzureDevOps,
  refuseIncomplete,
  refuseUnread,
  requirePublicCloud,
} from "./deployerTraps.ts";

export { DeployerError };

/** The identity that runs a deployment, and what proves it. */
export type Deployer =
  | { kind: "certificate"; clientId: string; path: string; password: string }
  | { kind: "secret"; clientId: string; secret: string }
  | { kind: "id-token"; clientId: string; idToken: string }
  | { kind: "id-token-request"; clientId: string; requestUrl: string; requestToken: string }
  | { kind: "managed-identity"; clientId: string | undefined; endpoint: string }
  | { kind: "azure-cli" };

/** Where a virtual machine in Azure gets its token: the Instance Metadata Service, at the same address everywhere. */
const INSTANCE_METADATA = "http://169.254.169.254/metadata/identity/oauth2/token";

/**
 * The identity this run works under, from the environment variables that the azuread plugin reads and in its order
 * (`deployerVariables.ts`), so that both are always the same identity. Never from the stack configuration: what is there ends
 * in the state. `ARM_TENANT_ID` is not looked at: the tenant is always `microsoft.tenantId`. Pure: asks nobody, opens no file.
 *
 * @throws DeployerError naming the variable that was found, what is read instead and the line to type
 */
export function deployerFromEnvironment(env: NodeJS.ProcessEnv = process.env): Deployer {
  requirePublicCloud(env);
  const application = fromApplication(env);
  if (application) return application;
  refuseUnread(env);
  refuseIncomplete(env);
  const clientId = env.ARM_CLIENT_ID?.trim() || undefined;
  if (isTrue(env.ARM_USE_MSI)) {
    return {
      kind: "managed-identity",
      clientId,
      endpoint: env.ARM_MSI_ENDPOINT?.trim() || INSTANCE_METADATA,
    };
  }
  // The plugin would take the Azure CLI's account now, whatever ARM_CLIENT_ID says: nobody who sets it means that.
  if (clientId && !isTrue(env.ARM_USE_CLI)) throw new DeployerError(withoutCredential(env));
  if (isFalse(env.ARM_USE_CLI))
    throw new DeployerError(
      `ARM_USE_CLI is "${env.ARM_USE_CLI}", so the Azure CLI is not asked, and no other identity is given. ${HOW}`,
    );
  return { kind: "azure-cli" };
}

function fromApplication(env: NodeJS.ProcessEnv): Deployer | undefined {
  const clientId = env.ARM_CLIENT_ID?.trim();
  if (!clientId) return undefined;
  const { ARM_CLIENT_CERTIFICATE_PATH: path, ARM_CLIENT_SECRET: secret, ARM_OIDC_TOKEN: idToken } = env;
  if (path?.trim())
    return { kind: "certificate", clientId, path, password: env.ARM_CLIENT_CERTIFICATE_PASSWORD ?? "" };
  if (secret?.trim()) return { kind: "secret", clientId, secret };
  if (env.ARM_USE_OIDC !== "true") return undefined;
  if (idToken?.trim()) return { kind: "id-token", clientId, idToken: idToken.trim() };
  // "??": a variable of ours that is set hides GitHub's, even when it is empty. So it does for the plugin.
  const requestUrl = (env.ARM_OIDC_REQUEST_URL ?? env.ACTIONS_ID_TOKEN_REQUEST_URL)?.trim();
  const requestToken = (env.ARM_OIDC_REQUEST_TOKEN ?? env.ACTIONS_ID_TOKEN_REQUEST_TOKEN)?.trim();
  if (!requestUrl || !requestToken) return undefined;
  refuseAzureDevOps(env);
  return { kind: "id-token-request", clientId, requestUrl, requestToken };
}

function withoutCredential(env: NodeJS.ProcessEnv): string {
  const github = isSet(env, "ACTIONS_ID_TOKEN_REQUEST_URL")
    ? "\n  GitHub offers this job an id token. Type: export ARM_USE_OIDC=true"
    : "";
  return `ARM_CLIENT_ID is set, but no credential. ${HOW}${github}\n  To use the Azure CLI's account instead: unset ARM_CLIENT_ID`;
}

/** The ways to give an identity, shown where none was given. */
export const HOW =
  "Set ARM_CLIENT_ID with ARM_CLIENT_SECRET, or with ARM_CLIENT_CERTIFICATE_PATH, or with ARM_USE_OIDC=true and ARM_OIDC_TOKEN (docs/deployer.md).";

/** What proves the identity, in words and by the name of its variable. */
export function describeDeployer(deployer: Deployer): string {
  switch (deployer.kind) {
    case "certificate":
      return `certificate in ${deployer.path} (ARM_CLIENT_CERTIFICATE_PATH)`;
    case "secret":
      return "client secret (ARM_CLIENT_SECRET)";
    case "id-token":
      return "id token (ARM_OIDC_TOKEN)";
    case "id-token-request":
      return "id token that the CI system gives on request";
    case "managed-identity":
      return "managed identity (ARM_USE_MSI)";
    case "azure-cli":
      return "account of the Azure CLI";
  }
}
