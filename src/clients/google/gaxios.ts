import { setTimeout as sleep } from "node:timers/promises";
import { LONGEST_WAIT_MS, retryAfterMs } from "../retryAfter.ts";
import { AnswerBeyondLimit, fetchWithin } from "../transport.ts";

/** What googleapis' own HTTP client throws, as far as it matters here. */
interface Failed {
  response?: { status: number; headers: Headers } | undefined;
  config?: { retryConfig?: { currentRetryAttempt?: number | undefined } | undefined };
}

const RETRIES = 2;

/**
 * How googleapis makes its calls: by the `fetch` that is handed in, and again when that may help, after as long as Google asks for.
 *
 * @param milliseconds for one exchange
 */
export const gaxiosOptions = (call: typeof fetch, milliseconds: number) => ({
  // Not the one that googleapis brings along: Node's own follows HTTPS_PROXY and NODE_EXTRA_CA_CERTS.
  fetchImplementation: fetchWithin(milliseconds, call),
  retry: true,
  retryConfig: {
    retryDelay: 200,
    shouldRetry: (error: Failed): boolean => {
      if ((error.config?.retryConfig?.currentRetryAttempt ?? 0) >= RETRIES) return false;
      const { status } = error.response ?? {};
      if (status === undefined) return beyondLimitIn(error)?.mayPass ?? true;
      return (status === 429 || status >= 500) && waitOf(error) <= LONGEST_WAIT_MS;
    },
    retryBackoff: async (error: Failed, usual: number): Promise<void> => {
      await sleep(Math.max(usual, waitOf(error)));
    },
  },
});

const waitOf = ({ response }: Failed): number => retryAfterMs(response?.headers.get("retry-after")) ?? 0;

/** The limit that an answer went beyond, however deep googleapis has wrapped the error. */
export function beyondLimitIn(error: unknown): AnswerBeyondLimit | undefined {
  if (error instanceof AnswerBeyondLimit) return error;
  return error instanceof Error ? beyondLimitIn(error.cause) : undefined;
}
