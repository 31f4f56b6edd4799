import { Unreachable, unanswered } from "../connection.ts";
import { isThrottled } from "../retryAfter.ts";
import { fetchWithin, limitedFetch } from "../transport.ts";
import { DeployerError } from "./deployerError.ts";

/** What a federated credential of Entra expects as the audience of an id token. */
const AUDIENCE = "api://AzureADTokenExchange";

/**
 * Asks a CI system's endpoint for an id token, as GitHub Actions offers it.
 *
 * @param requestToken the job's own token, which no message shows
 * @throws DeployerError when there is no token; Unreachable when nothing is known
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export async function requestIdToken(
  requestUrl: string,
  requestToken: string,
  call: typeof fetch = limitedFetch,
): Promise<string> {
  if (!URL.canParse(requestUrl))
    throw new DeployerError("ARM_OIDC_REQUEST_URL (or ACTIONS_ID_TOKEN_REQUEST_URL) is no web address.");
  const url = new URL(requestUrl);
  if (!url.searchParams.get("audience")) url.searchParams.set("audience", AUDIENCE);
  const endpoint = `The CI system's id token endpoint ${url.host}`;
  const response = await fetchWithin(10_000, call)(url.href, {
    headers: { authorization: `Bearer ${requestToken}` },
    redirect: "manual",
  }).catch((error: unknown) => {
    throw unanswered(endpoint, error);
  });
  const body = (await response.json().catch(() => undefined)) as { value?: string } | undefined;
  if (response.ok && body?.value) return body.value;
  if (isThrottled(response.status)) throw new Unreachable(endpoint, undefined, response);
  throw new DeployerError(`${endpoint} answers ${response.status} without a token.`);
}
