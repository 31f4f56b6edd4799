import { randomUUID } from "node:crypto";

/** A refusal of the token endpoint. */
export class TokenError extends Error {
  readonly status: number;
  readonly error: string;
  readonly code: number;

  constructor(status: number, error: string, code: number, message: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.code = code;
  }

  body(date: Date): unknown {
    const timestamp = `${date.toISOString().slice(0, 19).replace("T", " ")}Z`;
    const trace = randomUUID();
    const correlation = randomUUID();
    return {
      error: this.error,
      error_description: `AADSTS${this.code}: ${this.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [this.code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${this.code}`,
    };
  }
}

const invalidClient = (code: number, message: string): TokenError =>
  new TokenError(401, "invalid_client", code, message);

/** The refusals, by what went wrong. Texts are those that clients and people search for. */
export const refusal = {
  malformedTenant: (tenant: string): TokenError =>
    new TokenError(
      400,
      "invalid_request",
      900023,
      `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
    ),
  unknownTenant: (tenant: string): TokenError =>
    new TokenError(
      400,
      "invalid_request",
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    ),
  missing: (parameter: string): TokenError =>
    new TokenError(
      400,
      "invalid_request",
      900144,
      `The request body must contain the following parameter: '${parameter}'.`,
    ),
  unsupportedGrant: (grant: string): TokenError =>
    new TokenError(
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${grant}'.`,
    ),
  unknownClient: (clientId: string, tenant: string): TokenError =>
    new TokenError(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    ),
  disabled: (clientId: string, name: string): TokenError =>
    new TokenError(400, "unauthorized_client", 7000112, `Application '${clientId}'(${name}) is disabled.`),
  noServicePrincipal: (clientId: string, tenantId: string): TokenError =>
    invalidClient(
      7000229,
      `The client application ${clientId} is missing service principal in the tenant ${tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
    ),
  severalScopes: (scope: string): TokenError =>
    new TokenError(
      400,
      "invalid_scope",
      70011,
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid. static scope limit exceeded.`,
    ),
  notDefaultScope: (scope: string): TokenError =>
    new TokenError(
      400,
      "invalid_scope",
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  unknownResource: (resource: string, tenant: string): TokenError =>
    new TokenError(
      400,
      "invalid_resource",
      500011,
      `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    ),
  noCredential: (): TokenError =>
    invalidClient(
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ),
  wrongSecret: (clientId: string): TokenError =>
    invalidClient(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    ),
  expiredSecret: (clientId: string): TokenError =>
    invalidClient(
      7000222,
      `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    ),
  malformedAssertion: (): TokenError =>
    new TokenError(400, "invalid_request", 50027, "JWT token is invalid or malformed."),
  badSignature: (reason: string): TokenError =>
    invalidClient(700027, `Client assertion contains an invalid signature. [Reason - ${reason}]`),
  assertionTime: (now: string, from: string, to: string): TokenError =>
    invalidClient(
      700024,
      `Client assertion is not within its valid time range. Current time: ${now}, assertion valid from ${from}, expiry time of assertion ${to}.`,
    ),
  assertionAudience: (): TokenError =>
    invalidClient(700023, "Client assertion audience claim does not match Realm issuer."),
  federatedMismatch: (code: number, part: string, value: string): TokenError =>
    invalidClient(
      code,
      `No matching federated identity record found for presented assertion ${part} '${value}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
    ),
};
