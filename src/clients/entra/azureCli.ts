import { execFile } from "node:child_process";
import { DeployerError, HOW } from "./deployer.ts";

/**
 * The access token of whoever is signed in with the Azure CLI. Asks exactly what the azuread plugin asks.
 *
 * @param resource Microsoft Graph's address
 * @throws DeployerError when there is no `az`, or when it has nobody signed in for this tenant
 */
export async function azureCliToken(
  tenantId: string,
  resource: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  if (!/^[\w.-]+$/.test(tenantId))
    throw new DeployerError(`The tenant id "${tenantId}" is neither a GUID nor a domain.`);
  // Azure Cloud Shell has one tenant, and refuses to hear of any.
  const inCloudShell = env.AZUREPS_HOST_ENVIRONMENT?.startsWith("cloud-shell/");
  const args = [
    ...["account", "get-access-token", "--scope", `${resource}/.default`],
    ...(inCloudShell ? [] : ["--tenant", tenantId]),
    ...["--output", "json"],
  ];
  const { error, stdout, stderr } = await run("az", args, env);
  if (error && (error as NodeJS.ErrnoException).code === "ENOENT") {
    throw new DeployerError(
      `No identity is given for Entra, and there is no Azure CLI to take one from ("az" is not on the PATH). ${HOW}`,
    );
  }
  const login = `az login --tenant ${tenantId} --allow-no-subscriptions`;
  if (error) {
    const said = withoutTokens(stderr).trim().split("\n").slice(0, 3).join(" ") || error.message;
    throw new DeployerError(
      `No identity is given for Entra but the Azure CLI's account, and "az" says: ${said}\n  Type: ${login}\n  ${HOW}`,
    );
  }
  const token = tokenIn(stdout);
  if (token) return token;
  throw new DeployerError(`"az account get-access-token" ended well, but without a token. Type: ${login}`);
}

interface Ended {
  error: Error | null;
  stdout: string;
  stderr: string;
}

const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  new Promise((resolve) => {
    // On Windows "az" is a batch file, which only a shell can start; no argument holds anything that a shell would read.
    const options = { env, timeout: 60_000, shell: process.platform === "win32" };
    execFile(program, args, options, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
  });

function tokenIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { accessToken?: string }).accessToken;
  } catch {
    return undefined;
  }
}

const withoutTokens = (text: string): string => text.replace(/eyJ[\w-]+(\.[\w-]*)*/g, "(a token)");
