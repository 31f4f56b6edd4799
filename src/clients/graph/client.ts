import {
  AuthenticationHandler,
  Client,
  GraphError,
  type Middleware,
  RetryHandler,
  RetryHandlerOptions,
  TelemetryHandler,
} from "@microsoft/microsoft-graph-client";
import { adminConsentLink } from "#config/rules/consent.ts";
import { persevering, unanswered } from "../connection.ts";
import { type Deployer, deployerFromEnvironment } from "../entra/deployer.ts";
import { deployerToken } from "../entra/deployerToken.ts";
import { type Endpoints, entraEndpoints } from "../entra/endpoints.ts";
import { TokenRefused } from "../entra/token.ts";
import { LONGEST_WAIT_MS, retryAfterMs } from "../retryAfter.ts";
import { limitedFetch } from "../transport.ts";

/** Graph, or Entra before it, refused. The message says what to do. */
export class GraphRefused extends Error {}

/** The deployer lacks a right that one call needs. */
export class RightMissing extends GraphRefused {}

/** The deployer, signed in to one tenant. */
export interface DeployerConnection {
  graph: Client;
  deployer: Deployer;
  endpoints: Endpoints;
  /** Never to be shown: only what it says about the caller may be. */
  accessToken: string;
}

/** A client for one tenant's Microsoft Graph under the deployer's identity. */
export async function connectGraph(tenantId: string, call: typeof fetch = limitedFetch): Promise<Client> {
  return (await connectDeployer(tenantId, call)).graph;
}

/**
 * Signs the deployer in to a tenant.
 *
 * @throws DeployerError before anything is asked, when the environment gives no identity
 * @throws GraphRefused when Entra does not let it in
 */
export async function connectDeployer(
  tenantId: string,
  call: typeof fetch = limitedFetch,
): Promise<DeployerConnection> {
  const deployer = deployerFromEnvironment();
  const endpoints = await entraEndpoints(process.env, call);
  const accessToken = await signIn(deployer, tenantId, endpoints, call);
  const graph = Client.initWithMiddleware({
    middleware: middleware(accessToken, call),
    baseUrl: endpoints.graph,
    customHosts: new Set([new URL(endpoints.graph).hostname]),
  });
  return { graph, deployer, endpoints, accessToken };
}

/**
 * What the client library does with a request by default, but for its last step, which would call the global `fetch`, and but for waiting
 * three minutes when Graph asks for them.
 */
function middleware(accessToken: string, call: typeof fetch): Middleware[] {
  const chain = [
    new AuthenticationHandler({ getAccessToken: async () => accessToken }),
    new RetryHandler(
      new RetryHandlerOptions(1, 3, (_delay, _attempt, _request, _options, response) => {
        return (retryAfterMs(response?.headers.get("retry-after")) ?? 0) <= LONGEST_WAIT_MS;
      }),
    ),
    new TelemetryHandler(),
  ];
  const last: Middleware = {
    execute: async (context) => {
      context.response = await call(context.request, context.options);
    },
  };
  return [...chain, last];
}

async function signIn(
  deployer: Deployer,
  tenantId: string,
  endpoints: Endpoints,
  call: typeof fetch,
): Promise<string> {
  try {
    return await persevering(() => deployerToken(deployer, tenantId, endpoints, call), {
      retries: 3,
      minTimeout: 500,
    });
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    const clientId = "clientId" in deployer ? (deployer.clientId ?? "") : "";
    const link = adminConsentLink(endpoints.login, tenantId, clientId);
    throw new GraphRefused(
      `The deployer ${clientId} cannot sign in to tenant ${tenantId}: ${error.message}. ${advice(error, deployer, link)}`,
    );
  }
}

function advice({ kind }: TokenRefused, deployer: Deployer, link: string): string {
  switch (kind) {
    case "expired-secret":
    case "wrong-secret":
      return "Put a valid secret of the deployer's app registration into ARM_CLIENT_SECRET.";
    case "unknown-tenant":
      return "Check microsoft.tenantId (Entra admin center, Overview, Tenant ID).";
    case "unknown-application":
      return `Check ARM_CLIENT_ID, and that the deployer was consented to in this tenant: an administrator of it opens ${link}`;
    case "bad-assertion":
      return deployer.kind === "certificate"
        ? "Upload the certificate of ARM_CLIENT_CERTIFICATE_PATH to the deployer's app registration (Certificates & secrets)."
        : "Check the federated credential of the deployer's app registration: issuer, subject and audience.";
    default:
      return "See docs/deployer.md.";
  }
}

/** Says what a failed Graph call means for the person who runs the deployment. */
export function explainGraph(error: unknown, doing: string, right: string): Error {
  // The client library wraps a failed connection too, with a status that no server sends.
  if (!(error instanceof GraphError) || error.statusCode < 0)
    return unanswered(`Microsoft Graph (${doing})`, error);
  if (error.statusCode === 403) {
    return new RightMissing(
      `The deployer lacks a right for ${doing}: grant it the application permission ${right} and consent to it.`,
    );
  }
  return new GraphRefused(
    `Microsoft Graph refused ${doing}: ${error.statusCode} ${error.code ?? ""} ${error.message}`,
  );
}
