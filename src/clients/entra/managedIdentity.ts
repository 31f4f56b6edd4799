import { reason, Unreachable } from "../connection.ts";
import { fetchWithin, limitedFetch } from "../transport.ts";
import { DeployerError } from "./deployerError.ts";

/**
 * Asks the machine for the token of its managed identity.
 *
 * @param clientId chooses among several identities of the machine; its own one when absent
 * @throws DeployerError when the machine has no such identity; Unreachable when the service is busy or not there
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export async function managedIdentityToken(
  endpoint: string,
  clientId: string | undefined,
  resource: string,
  call: typeof fetch = limitedFetch,
): Promise<string> {
  if (!URL.canParse(endpoint)) throw new DeployerError(`ARM_MSI_ENDPOINT is "${endpoint}", no web address.`);
  const url = new URL(endpoint);
  url.searchParams.set("api-version", "2018-02-01");
  url.searchParams.set("resource", resource);
  if (clientId) url.searchParams.set("client_id", clientId);
  const service = `ARM_USE_MSI is set, but the managed identity's endpoint ${url.origin}${url.pathname}`;
  // On any machine outside Azure nobody answers, and nobody refuses either: hence so short a time.
  const response = await fetchWithin(3_000, call)(url.href, {
    headers: { metadata: "true" },
    redirect: "manual",
  }).catch((error: unknown) => {
    throw new Unreachable(service, new Error(`${reason(error)} (is this a machine in Azure?)`));
  });
  const body = (await response.json().catch(() => undefined)) as Answer | undefined;
  if (response.ok && body?.access_token) return body.access_token;
  if (response.status === 410 || response.status === 429 || response.status >= 500)
    throw new Unreachable(service, undefined, response);
  throw new DeployerError(
    `${service} answers ${response.status} (${body?.error_description ?? body?.error ?? "no reason given"}). ` +
      "Give this machine an identity (Azure portal: the machine, Security, Identity), or unset ARM_USE_MSI.",
  );
}

interface Answer {
  access_token?: string;
  error?: string;
  error_description?: string;
}
