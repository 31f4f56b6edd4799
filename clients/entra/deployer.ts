import { reason } from "../connection.ts";
import type { Credential } from "./token.ts";

export interface Deployer {
  clientId: string;
  credential: Credential;
}

/** The identity that runs the deployment is missing or incomplete. */
export class DeployerError extends Error {}

/**
 * The identity this run works under, from the same environment variables that the azuread plugin reads, so that
 * both are always the same identity. Never from the stack configuration: what is there ends in the state.
 *
 * @throws DeployerError naming the variables to set
 */
export async function deployerFromEnvironment(env: NodeJS.ProcessEnv = process.env): Promise<Deployer> {
  const clientId = env.ARM_CLIENT_ID;
  if (!clientId) throw new DeployerError(`ARM_CLIENT_ID is not set: ${HOW}`);
  if (env.ARM_CLIENT_SECRET) return { clientId, credential: { secret: env.ARM_CLIENT_SECRET } };
  if (env.ARM_OIDC_TOKEN) return { clientId, credential: { assertion: env.ARM_OIDC_TOKEN } };
  const url = env.ARM_OIDC_REQUEST_URL ?? env.ACTIONS_ID_TOKEN_REQUEST_URL;
  const token = env.ARM_OIDC_REQUEST_TOKEN ?? env.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (url && token) return { clientId, credential: { assertion: await githubAssertion(url, token) } };
  throw new DeployerError(`ARM_CLIENT_ID is set, but no credential: ${HOW}`);
}

const HOW =
  "set ARM_CLIENT_ID with ARM_CLIENT_SECRET, or with ARM_USE_OIDC=true and ARM_OIDC_TOKEN, or run where GitHub Actions offers an id token (README, “Use with a real tenant”).";

async function githubAssertion(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    throw new DeployerError(`The CI system's id token endpoint cannot be reached: ${reason(error)}`);
  });
  const body = (await response.json().catch(() => ({}))) as { value?: string };
  if (!body.value)
    throw new DeployerError(`The CI system's id token endpoint answers ${response.status} without a token.`);
  return body.value;
}
