import { TokenError } from "./aadsts.ts";

/** An answer of Graph that is not a success. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly Record<string, string>[] | undefined;

  constructor(status: number, code: string, message: string, details?: readonly Record<string, string>[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  body(date: Date, requestId: string): unknown {
    const innerError = {
      date: date.toISOString().slice(0, 19),
      "request-id": requestId,
      "client-request-id": requestId,
    };
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details ? { details: this.details } : {}),
        innerError,
      },
    };
  }
}

export const notFound = (id: string): GraphError =>
  new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const badRequest = (message: string): GraphError => new GraphError(400, "Request_BadRequest", message);

export const denied = (message = "Insufficient privileges to complete the operation."): GraphError =>
  new GraphError(403, "Authorization_RequestDenied", message);

export const unsupportedQuery = (message: string): GraphError =>
  new GraphError(400, "Request_UnsupportedQuery", message);

export const unauthenticated = (message: string): GraphError =>
  new GraphError(401, "InvalidAuthenticationToken", message);

export const nameInUse = (appId: string): GraphError =>
  new GraphError(
    409,
    "Request_MultipleObjectsWithSameKeyValue",
    `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
  );

const faultCodes: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ["Request_BadRequest", "Bad request."],
  401: ["InvalidAuthenticationToken", "Access token validation failure."],
  403: ["Authorization_RequestDenied", "Insufficient privileges to complete the operation."],
  404: [
    "Request_ResourceNotFound",
    "Resource does not exist or one of its queried reference-property objects are not present.",
  ],
  409: ["Directory_ConcurrencyViolation", "Concurrency violation has occurred."],
  429: ["TooManyRequests", "Too many requests."],
  503: ["ServiceUnavailable", "The service is temporarily unavailable. Please retry the request later."],
  504: ["GatewayTimeout", "The gateway timed out. Please retry the request later."],
};

/** The token endpoint's own words for the same. Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const tokenFaults: Readonly<Record<number, readonly [error: string, code: number, message: string]>> = {
  400: ["invalid_request", 90014, "The required field is missing from the request."],
  401: ["invalid_client", 7000215, "Invalid client secret provided."],
  429: ["temporarily_unavailable", 90055, "There are too many incoming requests."],
  503: ["temporarily_unavailable", 90033, "A transient error has occurred. Please try again."],
  504: ["temporarily_unavailable", 90012, "The request timed out. Please try again."],
};

/** The body that goes with a status that a fault switch asks for: the token endpoint speaks OAuth, all else Graph. */
export function faultBody(status: number, request: Request): unknown {
  if (new URL(request.url).pathname.endsWith("/oauth2/v2.0/token")) {
    const [error, code, message] = tokenFaults[status] ?? [
      "server_error",
      90033,
      "A transient error has occurred.",
    ];
    return new TokenError(status, error, code, message).body(new Date());
  }
  const [code, message] = faultCodes[status] ?? ["InternalServerError", "An internal server error occurred."];
  return { error: { code, message } };
}
