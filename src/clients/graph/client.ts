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
import { configSet, type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import { persevering, unanswered } from "../connection.ts";
import { type Deployer, deployerFromEnvironment } from "../entra/deployer.ts";
import { deployerToken } from "../entra/deployerToken.ts";
import { type Endpoints, entraEndpoints } from "../entra/endpoints.ts";
import { type RefusalKind, TokenRefused } from "../entra/token.ts";
import { LONGEST_WAIT_MS, retryAfterMs } from "../retryAfter.ts";
import { limitedFetch } from "../transport.ts";

/** Graph, or Entra before it, refused. The message says what to do. */
export class GraphRefused extends Error {}

/** The deployer lacks a right that one call needs. */
export class RightMissing extends GraphRefused {}

/** Entra does not let the deployer in. */
export class SignInRefused extends GraphRefused {
  readonly code: RefusalKind;
  /** The same in all directories, where it is the same fault of the deployer in all of them. */
  readonly what: string;
  readonly next: NextStep;

  constructor(
    refused: TokenRefused,
    { clientId, tenantId }: Record<"clientId" | "tenantId", string>,
    next: NextStep,
  ) {
    const who = `The deployer ${clientId} cannot sign in`;
    super(`${who} to tenant ${tenantId}: ${refused.message}. Fix: ${nextStepText(next)}`);
    this.code = refused.kind;
    const everywhere = OF_THE_DEPLOYER.includes(refused.kind);
    this.what = `${who}${everywhere ? "" : ` to tenant ${tenantId}`}: ${refused.message}`;
    this.next = next;
  }
}

const OF_THE_DEPLOYER: readonly RefusalKind[] = ["expired-secret", "wrong-secret", "bad-assertion"];

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
    throw new SignInRefused(error, { clientId, tenantId }, advice(error, deployer, link));
  }
}

function advice({ kind, code }: TokenRefused, deployer: Deployer, link: string): NextStep {
  switch (kind) {
    case "expired-secret":
    case "wrong-secret":
      return person("put a valid secret of the deployer's app registration into ARM_CLIENT_SECRET");
    case "unknown-tenant":
      return configSet("microsoft.tenantId", "<GUID>", "Entra admin center, Overview, Tenant ID");
    case "unknown-application":
      return person(
        `check ARM_CLIENT_ID, and that the deployer was consented to in this tenant: an administrator of it opens ${link}`,
        link,
      );
    case "disabled":
      return person(
        "an administrator of the tenant enables the deployer: Entra admin center, Enterprise applications, Properties",
      );
    case "bad-assertion":
      return person(
        deployer.kind === "certificate"
          ? "upload the certificate of ARM_CLIENT_CERTIFICATE_PATH to the deployer's app registration (Certificates & secrets)"
          : "check the federated credential of the deployer's app registration: issuer, subject and audience",
      );
    default: {
      const page = `https://login.microsoftonline.com/error?code=${code.replace(/\D/g, "")}`;
      return person(`read what Microsoft says of ${code}: ${page}`, page);
    }
  }
}

const person = (text: string, page?: string): NextStep => ({
  kind: "person",
  text,
  ...(page ? { page } : {}),
});

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
