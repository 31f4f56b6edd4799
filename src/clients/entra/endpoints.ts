import { PUBLIC_LOGIN } from "#config/rules/consent.ts";
import { unanswered } from "../connection.ts";
import { fetchWithin, limitedFetch } from "../transport.ts";

export interface Endpoints {
  /** Base address of the token endpoint, without a trailing slash. */
  login: string;
  /** Base address of Microsoft Graph, without version and trailing slash. */
  graph: string;
}

const PUBLIC: Endpoints = {
  login: PUBLIC_LOGIN,
  graph: "https://graph.microsoft.com",
};

/**
 * The cloud's endpoints. `ARM_METADATA_HOSTNAME` selects another cloud, exactly as it does for the azuread plugin, so
 * that both always talk to the same one.
 */
export async function entraEndpoints(
  environment: NodeJS.ProcessEnv = process.env,
  call: typeof fetch = limitedFetch,
): Promise<Endpoints> {
  const host = environment.ARM_METADATA_HOSTNAME;
  if (!host) return PUBLIC;
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  const response = await fetchWithin(
    10_000,
    call,
  )(url).catch((error: unknown) => {
    throw unanswered(`ARM_METADATA_HOSTNAME is "${host}", but ${url}`, error);
  });
  if (!response.ok)
    throw new Error(`ARM_METADATA_HOSTNAME is "${host}", but ${url} answers ${response.status}.`);
  const document = (await response.json()) as {
    microsoftGraphResourceId: string;
    authentication: { loginEndpoint: string };
  };
  return {
    login: document.authentication.loginEndpoint.replace(/\/$/, ""),
    graph: document.microsoftGraphResourceId.replace(/\/$/, ""),
  };
}
