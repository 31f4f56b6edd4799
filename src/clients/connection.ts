/** A server could not be reached at all: nothing is known about what we asked. */
export class Unreachable extends Error {
  constructor(what: string, cause: unknown) {
    super(`${what} cannot be reached: ${reason(cause)}`, { cause });
    this.name = "Unreachable";
  }
}

/** The innermost reason of a failed `fetch`, with the proxy named where the proxy is what fails. */
export function reason(cause: unknown): string {
  const inner = innermost(cause);
  const proxy = process.env.HTTPS_PROXY;
  if (proxy && isRefused(inner)) {
    return `nothing listens at the proxy ${withoutCredentials(proxy)} (HTTPS_PROXY). If that was the sandbox: start it with "npm run sandbox" and type the line it prints again.`;
  }
  return inner instanceof Error ? inner.message || inner.name : String(inner);
}

/** A proxy's address may carry a name and a password, which no message may show. */
const withoutCredentials = (proxy: string): string => (URL.canParse(proxy) ? new URL(proxy).origin : "there");

const isRefused = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === "ECONNREFUSED";

function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error instanceof Error && error.cause ? innermost(error.cause) : error;
}
