import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { LONGEST_WAIT_MS, retryAfterMs } from "./retryAfter.ts";

/** A server could not be reached at all, or gave no answer that can be used: nothing is known about what we asked. */
export class Unreachable extends Error {
  /** How long the server asks to be left alone; undefined where it does not. */
  readonly retryAfterMs: number | undefined;
  /** What it answered, where it was its own answer that says nothing, such as 429. */
  readonly status: number | undefined;

  constructor(what: string, cause: unknown, answer?: Response) {
    super(`${what} cannot be reached: ${answer ? `it answered ${answer.status}` : reason(cause)}`, { cause });
    this.name = "Unreachable";
    this.status = answer?.status;
    this.retryAfterMs = retryAfterMs(answer?.headers.get("retry-after"));
  }

  /** Whether the same question may be answered later without anybody changing anything. */
  get mayPass(): boolean {
    return true;
  }
}

/** Why a call got no answer, as an error that says so: one that does already stays as it is. */
export const unanswered = (what: string, error: unknown): Unreachable =>
  error instanceof Unreachable ? error : new Unreachable(what, error);

export interface Perseverance {
  retries: number;
  /** Milliseconds before the second try, on top of what the server asks for. */
  minTimeout: number;
  /** By which the pause grows. @default 2 */
  factor?: number;
  /** Whether an error that is not {@link Unreachable} may pass by itself. @default none does */
  mayPass?: (error: unknown) => boolean;
  /** Ends the waiting. */
  signal?: AbortSignal | undefined;
}

/** Does it again while that may help, and waits for as long as the server asks, up to a minute each time. @throws what the last try threw */
export async function persevering<T>(
  work: () => Promise<T>,
  { mayPass = () => false, signal, ...pauses }: Perseverance,
): Promise<T> {
  return await pRetry(work, {
    ...pauses,
    ...(signal ? { signal } : {}),
    shouldRetry: async ({ error }) => {
      if (!(error instanceof Unreachable)) return mayPass(error);
      const wait = error.retryAfterMs ?? 0;
      if (!error.mayPass || wait > LONGEST_WAIT_MS) return false;
      await sleep(wait, undefined, { signal });
      return true;
    },
  });
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
