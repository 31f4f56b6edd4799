import { Client, GraphError } from "@microsoft/microsoft-graph-client";
import pRetry from "p-retry";
import { Unreachable } from "../connection.ts";
import { deployerFromEnvironment } from "../entra/deployer.ts";
import { type Endpoints, entraEndpoints } from "../entra/endpoints.ts";
import { requestToken, TokenRefused } from "../entra/token.ts";

/** Graph, or Entra before it, refused. The message says what to do. */
export class GraphRefused extends Error {}

/** A client for one tenant's Microsoft Graph under the deployer's identity. */
export async function connectGraph(tenantId: string): Promise<Client> {
  const endpoints = await entraEndpoints();
  const accessToken = await deployerToken(tenantId, endpoints);
  return Client.initWithMiddleware({
    authProvider: { getAccessToken: async () => accessToken },
    baseUrl: endpoints.graph,
    customHosts: new Set([new URL(endpoints.graph).hostname]),
  });
}

async function deployerToken(tenantId: string, endpoints: Endpoints): Promise<string> {
  const deployer = await deployerFromEnvironment();
  try {
    return await pRetry(() => requestToken({ endpoints, tenantId, ...deployer }), {
      retries: 3,
      minTimeout: 500,
      shouldRetry: ({ error }) => error instanceof Unreachable,
    });
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    throw new GraphRefused(
      `The deployer ${deployer.clientId} cannot sign in to tenant ${tenantId}: ${error.message}. ${advice(error)}`,
    );
  }
}

function advice({ kind }: TokenRefused): string {
  switch (kind) {
    case "expired-secret":
    case "wrong-secret":
      return "Put a valid secret of the deployer's app registration into ARM_CLIENT_SECRET.";
    case "unknown-tenant":
      return "Check microsoft.tenantId (Entra admin center, Overview, Tenant ID).";
    case "unknown-application":
      return "Check ARM_CLIENT_ID, and that the deployer was consented to in this tenant.";
    case "bad-assertion":
      return "Check the federated credential of the deployer's app registration: issuer, subject and audience.";
    default:
      return "See README, “Use with a real tenant”.";
  }
}

/** Says what a failed Graph call means for the person who runs the deployment. */
export function explainGraph(error: unknown, doing: string, right: string): Error {
  // The client library wraps a failed connection too, with a status that no server sends.
  if (!(error instanceof GraphError) || error.statusCode < 0)
    return new Unreachable(`Microsoft Graph (${doing})`, error);
  if (error.statusCode === 403) {
    return new GraphRefused(
      `The deployer lacks a right for ${doing}: grant it the application permission ${right} and consent to it.`,
    );
  }
  return new GraphRefused(
    `Microsoft Graph refused ${doing}: ${error.statusCode} ${error.code ?? ""} ${error.message}`,
  );
}
