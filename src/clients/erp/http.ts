import { setImmediate as nextTurn } from "node:timers/promises";
import { proxyFailure } from "../connection.ts";
import { type ErpError, isErpError } from "./errors.ts";
import { localError, type Scene } from "./explain.ts";

export interface HttpOptions {
  origin: string;
  fetch: (request: Request) => Promise<Response>;
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

const RETRY_AFTER_LIMIT_MS = 30_000;

/** Sends one request, once. @throws ErpError for a redirect, an answer of a proxy's own, a lost connection and the time limit */
export async function exchange(http: HttpOptions, ask: Ask): Promise<HttpAnswer> {
  const limit = ask.timeoutMs ?? http.timeoutMs;
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // The error first: aborting makes the request fail too, and the first failure is the one that is seen.
      reject(
        localError(
          ask.scene,
          "timeout",
          `The ERP at ${http.origin} did not answer within ${limit / 1000} s. It may still be working: look before trying again.`,
        ),
      );
      controller.abort();
    }, limit);
  });
  try {
    return await Promise.race([send(http, ask, controller.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}

async function send(http: HttpOptions, ask: Ask, signal: AbortSignal): Promise<HttpAnswer> {
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
    signal,
  });
  let response: Response;
  let text: string;
  try {
    response = await http.fetch(request);
    text = await response.text();
    // The connection is free for the next call only after that; a second one would cost both sides another handshake.
    await nextTurn();
  } catch (error) {
    throw isErpError(error) ? error : unreachable(http, scene, error);
  }
  return readAnswer(http, scene, response, text);
}

function readAnswer(http: HttpOptions, scene: Scene, response: Response, text: string): HttpAnswer {
  const { status } = response;
  if ((status >= 300 && status < 400) || response.type === "opaqueredirect") {
    const target = response.headers.get("location");
    throw localError(
      scene,
      "redirect",
      `The ERP at ${http.origin} sends us elsewhere: ${target ? withoutQuery(target, http.origin) : "no target named"}. ` +
        "Put that address into the configuration if it is the ERP; if it is a login page or a proxy, API access is blocked there.",
    );
  }
  if (status === 429 || status === 503) {
    throw localError(
      scene,
      "busy",
      `The ERP at ${http.origin} is overloaded or being restarted (HTTP ${status}). Try again later.`,
      { retryAfterMs: retryAfter(response.headers.get("retry-after")) },
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
      "unreachable",
      `A proxy answers for ${http.origin}, the ERP behind it does not (HTTP 502).`,
      {
        retryable: true,
      },
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
      "unreachable",
      `The answer of the ERP at ${http.origin} breaks off in the middle. What was asked for may have been done: look before trying again.`,
      { retryable: true },
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

function unreachable(http: HttpOptions, scene: Scene, error: unknown): ErpError {
  const proxy = proxyFailure(error);
  if (proxy)
    return localError(scene, "unreachable", `No connection to the ERP at ${http.origin}: ${proxy.message}.`, {
      retryable: false,
      cause: error,
    });
  const code = errorCode(error);
  const lasting = code === undefined ? undefined : LASTING[code];
  const why = lasting ?? "check the URL, the network and whether the ERP is running";
  return localError(
    scene,
    "unreachable",
    `No connection to the ERP at ${http.origin}${code ? ` (${code})` : ""}: ${why}.`,
    { retryable: lasting === undefined },
  );
}

/** Node's fetch hides the reason in `cause`, sometimes in a list of one failure per address. */
function errorCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 3) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return errorCode(inner, depth + 1);
}

/** A redirect's query may hold tokens; what matters is where it leads. */
function withoutQuery(target: string, base: string): string {
  if (!URL.canParse(target, base)) return "an address that is not a URL";
  const url = new URL(target, base);
  return `${url.origin}${url.pathname}`;
}

function retryAfter(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, RETRY_AFTER_LIMIT_MS) : undefined;
}
