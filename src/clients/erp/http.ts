import { setImmediate as nextTurn } from "node:timers/promises";
import { proxyFailure, reason } from "../connection.ts";
import { retryAfterMs } from "../retryAfter.ts";
import { AnswerBeyondLimit, fetchWithin } from "../transport.ts";
import type { ErpError } from "./errors.ts";
import { localError, type Scene } from "./explain.ts";
import { redirected } from "./redirect.ts";

/** Is only ever given a whole request. */
export type ErpFetch = (request: Request, init?: RequestInit) => Promise<Response>;

export interface HttpOptions {
  origin: string;
  /** Undefined for the built-in one. */
  fetch: ErpFetch | undefined;
  timeoutMs: number;
}

export interface Ask {
  method: "GET" | "POST";
  path: string;
  /** Content type of what is sent and of what is wanted back. */
  type: "application/json" | "text/xml";
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number | undefined;
  scene: Scene;
}

export interface HttpAnswer {
  status: number;
  text: string;
}

/** Sends one request, once. @throws ErpError for a redirect, an answer of a proxy's own, a lost connection and the limits of an answer */
export async function exchange(http: HttpOptions, ask: Ask): Promise<HttpAnswer> {
  const { method, type, headers = {}, body, scene } = ask;
  const request = new Request(`${http.origin}${ask.path}`, {
    method,
    headers: {
      accept: type,
      ...(body === undefined ? {} : { "content-type": type }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    redirect: "manual",
  });
  const send = fetchWithin(ask.timeoutMs ?? http.timeoutMs, http.fetch as typeof fetch | undefined);
  const response = await send(request).catch((error: unknown) => {
    throw error instanceof AnswerBeyondLimit ? givenUp(http, scene, error) : unreachable(http, scene, error);
  });
  const text = await response.text();
  // The connection is free for the next call only after that; a second one would cost both sides another handshake.
  await nextTurn();
  return readAnswer(http, scene, response, text);
}

function givenUp({ origin }: HttpOptions, scene: Scene, beyond: AnswerBeyondLimit): ErpError {
  if (beyond.limit === "time")
    return localError(
      scene,
      "timeout",
      `The ERP at ${origin} did not answer within ${beyond.seconds} s. It may still be working: look before trying again.`,
    );
  const error = localError(scene, "beyond-limit", beyond.message);
  error.advice = beyond;
  return error;
}

function readAnswer(http: HttpOptions, scene: Scene, response: Response, text: string): HttpAnswer {
  const { status } = response;
  if ((status >= 300 && status < 400) || response.type === "opaqueredirect") {
    const { message, ...help } = redirected(http.origin, response.headers.get("location"));
    throw localError(scene, "redirect", message, help);
  }
  if (status === 429 || status === 503) {
    throw localError(
      scene,
      "busy",
      `The ERP at ${http.origin} is overloaded or being restarted (HTTP ${status}). Try again later.`,
      { retryAfterMs: retryAfterMs(response.headers.get("retry-after")) },
    );
  }
  if (status === 504) {
    throw localError(
      scene,
      "timeout",
      `A proxy in front of ${http.origin} gave up waiting (HTTP 504). The ERP may still be working: look before trying again.`,
    );
  }
  if (status === 502) {
    throw localError(
      scene,
      "lost",
      `A proxy answers for ${http.origin}, the ERP behind it does not (HTTP 502).`,
    );
  }
  return { status, text };
}

/** How each kind of answer begins. */
const BEGINNINGS: Readonly<Record<Ask["type"], RegExp>> = {
  "application/json": /^\s*[{[]/,
  "text/xml": /^\s*<(?:\?xml|methodResponse)/,
};

/** The error for an answer that cannot be read: a page, or half an answer. */
export function notTheApi(
  http: HttpOptions,
  { scene, type }: Pick<Ask, "scene" | "type">,
  { status, text }: HttpAnswer,
): ErpError {
  // The page is a fixed English template; what it names is a header of the protocol.
  if (status === 404 && text.includes("X-Odoo-Database")) {
    return localError(
      scene,
      "unknown-database",
      `The ERP at ${http.origin} has no database "${scene.database}" for this address. Check the database name in the configuration.`,
    );
  }
  const page = /<html|<!doctype|<title/i.test(text);
  if (!page && status < 300 && BEGINNINGS[type].test(text)) {
    return localError(
      scene,
      "lost",
      `The answer of the ERP at ${http.origin} breaks off in the middle. What was asked for may have been done: look before trying again.`,
    );
  }
  const what = page ? "a web page" : "something that this program cannot read";
  return localError(
    scene,
    "html",
    `${http.origin} answered with ${what} (HTTP ${status}) instead of the ERP's data: wrong URL, a proxy or a login page in ` +
      "between, or an ERP without this API. Check the URL in the configuration.",
  );
}

/** Codes of connection failures that do not pass by themselves, and what to do about them. */
const LASTING: Record<string, string> = {
  ENOTFOUND: "the name is unknown in the DNS: check the URL in the configuration",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate comes from an authority that this machine does not trust",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate chain is incomplete or not trusted by this machine",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate comes from an authority that this machine does not trust",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** Codes of connections that were open and broke: the address is right, and only the answer is missing. */
const LOST = new Set([
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_BODY_TIMEOUT",
  "HPE_INVALID_EOF_STATE",
]);

function unreachable(http: HttpOptions, scene: Scene, error: unknown): ErpError {
  if (proxyFailure(error))
    return localError(scene, "unreachable", `No connection to the ERP at ${http.origin}: ${reason(error)}`, {
      retryable: false,
      cause: error,
    });
  const code = errorCode(error);
  if (code === undefined || LOST.has(code))
    return localError(
      scene,
      "lost",
      `The ERP at ${http.origin} closed the connection before its answer was complete${code ? ` (${code})` : ""}. What was asked for may have been done: look before trying again.`,
    );
  const lasting = LASTING[code];
  const why = lasting ?? "check the URL, the network and whether the ERP is running";
  return localError(scene, "unreachable", `No connection to the ERP at ${http.origin} (${code}): ${why}.`, {
    retryable: lasting === undefined,
  });
}

/** Node's fetch hides the reason in `cause`, sometimes in a list of one failure per address. */
function errorCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 3) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return errorCode(inner, depth + 1);
}
