import { Unreachable, unanswered } from "../connection.ts";
import { fetchWithin, limitedFetch } from "../transport.ts";
import type { Endpoints } from "./endpoints.ts";

/** What proves that a caller is the application it says it is. */
export type ClientCredential = { secret: string } | { assertion: string };

export interface TokenRequest {
  endpoints: Endpoints;
  tenantId: string;
  clientId: string;
  credential: ClientCredential;
  /** Default: the global one. */
  fetch?: typeof fetch;
}

export type RefusalKind =
  | "wrong-secret"
  | "expired-secret"
  | "unknown-application"
  | "unknown-tenant"
  | "disabled"
  | "bad-assertion"
  | "other";

/** Entra answered, and the answer was no. */
export class TokenRefused extends Error {
  readonly kind: RefusalKind;
  /** Such as "AADSTS7000215". */
  readonly code: string;

  constructor(kind: RefusalKind, code: string, explanation: string) {
    super(`${code}: ${explanation}`);
    this.name = "TokenRefused";
    this.kind = kind;
    this.code = code;
  }
}

// Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
const REFUSALS: Readonly<Record<number, [RefusalKind, string]>> = {
  7000215: ["wrong-secret", "the client secret is wrong, was removed, or is too new to be known everywhere"],
  7000222: ["expired-secret", "the client secret has expired"],
  700016: ["unknown-application", "no application with this client id exists in this tenant"],
  7000229: ["unknown-application", "the application has no service principal in this tenant"],
  90002: ["unknown-tenant", "no tenant with this id exists"],
  900023: ["unknown-tenant", "the tenant id is neither a GUID nor a verified domain"],
  7000112: ["disabled", "the application is disabled in this tenant"],
  700027: ["bad-assertion", "the client assertion's signature or key is not accepted"],
  700024: [
    "bad-assertion",
    "the client assertion is not valid at this time: it has expired, or a clock is wrong",
  ],
  700023: ["bad-assertion", "the client assertion is for another audience"],
  700211: ["bad-assertion", "no federated credential of the application matches the assertion's issuer"],
  700212: ["bad-assertion", "no federated credential of the application matches the assertion's audience"],
  70021: ["bad-assertion", "no federated credential of the application matches the assertion"],
  7002138: [
    "bad-assertion",
    "the federated credential's subject differs from the assertion's in upper and lower case",
  ],
  700213: ["bad-assertion", "no federated credential of the application matches the assertion's subject"],
};

export const entraTokenEndpoint = ({ login }: Endpoints, tenantId: string): string =>
  `${login}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;

/**
 * Asks for an app-only access token for Microsoft Graph (OAuth 2.0 client credentials grant). One try: the caller
 * knows whether a refusal may pass.
 *
 * @throws TokenRefused when Entra says no
 * @throws Unreachable on network faults, throttling and server errors: nothing is known then
 */
export async function requestToken(request: TokenRequest): Promise<string> {
  const { endpoints, tenantId, clientId, credential, fetch: call = limitedFetch } = request;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    scope: `${endpoints.graph}/.default`,
    ...("secret" in credential
      ? { client_secret: credential.secret }
      : {
          client_assertion: credential.assertion,
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }),
  });
  const url = entraTokenEndpoint(endpoints, tenantId);
  const what = `Microsoft's token endpoint ${url}`;
  const init: RequestInit = { method: "POST", body: form, redirect: "manual" };
  const response = await fetchWithin(15_000, call)(url, init).catch((error: unknown) => {
    throw unanswered(what, error);
  });
  const body = (await response.json().catch(() => undefined)) as TokenResponse | undefined;
  if (response.ok && body?.access_token) return body.access_token;
  if (!body?.error || response.status === 429 || response.status >= 500) {
    throw new Unreachable(what, undefined, response);
  }
  throw refusal(body);
}

interface TokenResponse {
  access_token?: string;
  error?: string;
  error_codes?: number[];
  error_description?: string;
}

function refusal(body: TokenResponse): TokenRefused {
  const code = body.error_codes?.[0];
  const [kind, explanation] = REFUSALS[code ?? 0] ?? ["other", `the token endpoint answers "${body.error}"`];
  return new TokenRefused(kind, code ? `AADSTS${code}` : (body.error ?? "error"), explanation);
}

/**
 * What an access token says, read and not validated: only Graph can tell whether a token is good, and Microsoft may change its
 * form at any time. A token that is no JWT says nothing.
 */
export function claimsOf(token: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
