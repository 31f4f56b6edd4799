import type { OwnFailure } from "#config/cause.ts";

/** A server could not be reached at all: nothing is known about what we asked. */
export class Unreachable extends Error {
  constructor(what: string, cause: unknown) {
    super(`${what} cannot be reached: ${reason(cause)}`, { cause });
    this.name = "Unreachable";
  }
}

/** The innermost reason of a failed `fetch`, with the proxy named where the proxy is what fails. */
export function reason(cause: unknown): string {
  const proxy = proxyFailure(cause);
  if (proxy) {
    return `${proxy.message}. If that was the sandbox: start it with "npm run sandbox" and type the line it prints again.`;
  }
  const inner = innermost(cause);
  return inner instanceof Error ? inner.message || inner.name : String(inner);
}

/** The same as data where the proxy is what fails: whatever was asked behind it failed for this one cause. */
export function proxyFailure(cause: unknown): Extract<OwnFailure, { kind: "proxy" }> | undefined {
  const given = process.env.https_proxy || process.env.HTTPS_PROXY;
  const why = given && whyProxy(innermost(cause), given);
  if (!why) return undefined;
  return {
    kind: "proxy",
    message: why.replace("{proxy}", `the proxy ${withoutCredentials(given)} (HTTPS_PROXY)`),
    next: { kind: "person", text: "start that proxy, or set HTTPS_PROXY to one that answers" },
  };
}

function whyProxy(error: unknown, given: string): string | undefined {
  const { code, port, hostname } = (error ?? {}) as NodeJS.ErrnoException & {
    port?: number;
    hostname?: string;
  };
  const proxy = URL.canParse(given) ? new URL(given) : undefined;
  if (code === "ECONNREFUSED" && (port === undefined || !proxy?.port || String(port) === proxy.port))
    return "nothing listens at {proxy}";
  if (code === "ENOTFOUND" && proxy && hostname === proxy.hostname)
    return "the DNS does not know the name of {proxy}";
  // What undici says when it may not tunnel.
  return error instanceof Error && /^Proxy response \(407\)/.test(error.message)
    ? "{proxy} wants a user and a password (407)"
    : undefined;
}

/** A proxy's address may carry a name and a password, which no message may show. */
const withoutCredentials = (proxy: string): string => (URL.canParse(proxy) ? new URL(proxy).origin : "there");

function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error instanceof Error && error.cause ? innermost(error.cause) : error;
}
