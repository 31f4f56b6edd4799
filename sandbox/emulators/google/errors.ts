const codes = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ALREADY_EXISTS",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
} as const;

export type ApiStatus = keyof typeof codes;

/** A refusal of a Google Cloud API, in the shape that they all share. */
export class ApiError extends Error {
  readonly httpStatus: ApiStatus;
  readonly status: string;
  readonly details: readonly object[];

  constructor(
    httpStatus: ApiStatus,
    message: string,
    more: { status?: string; details?: readonly object[] } = {},
  ) {
    super(message);
    this.httpStatus = httpStatus;
    this.status = more.status ?? codes[httpStatus];
    this.details = more.details ?? [];
  }

  toResponse(): Response {
    const error = {
      code: this.httpStatus,
      message: this.message,
      status: this.status,
      ...(this.details.length > 0 && { details: this.details }),
    };
    const headers =
      this.httpStatus === 401
        ? { "www-authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"' }
        : undefined;
    return Response.json({ error }, { status: this.httpStatus, ...(headers && { headers }) });
  }
}

/** A request that is well formed but not possible in the present state. */
export function failedPrecondition(message: string): ApiError {
  return new ApiError(400, message, { status: "FAILED_PRECONDITION" });
}

/** A change that was made from an older state than the present one. */
export function aborted(message: string): ApiError {
  return new ApiError(409, message, { status: "ABORTED" });
}

/** The machine-readable part that newer Google APIs add to an error. */
export function errorInfo(reason: string, domain: string, metadata: Record<string, string> = {}): object {
  return { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain, metadata };
}

/** The body of a status that a fault switch asked for. */
export function faultBody(status: number): unknown {
  const known = Object.entries(codes).find(([code]) => code === String(status));
  const name = known?.[1] ?? (status >= 500 ? "UNAVAILABLE" : "UNKNOWN");
  const message =
    status === 429
      ? "Resource has been exhausted (e.g. check quota)."
      : status >= 500
        ? "The service is currently unavailable."
        : "Request failed.";
  return { error: { code: status, message, status: name } };
}

/** What Google's front end answers for an address that no API has. */
export function noSuchPage(path: string): Response {
  const shown = path.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const html = `<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p><b>404.</b> <ins>That’s an error.</ins>\n<p>The requested URL <code>${shown}</code> was not found on this server.\n`;
  return new Response(html, { status: 404, headers: { "content-type": "text/html; charset=UTF-8" } });
}
