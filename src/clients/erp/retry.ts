import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { LONGEST_WAIT_MS } from "../retryAfter.ts";
import { isErpError } from "./errors.ts";

export interface RetryOptions {
  /** Attempts after the first. @default 4 */
  retries?: number;
  /** Pause before the second attempt; it doubles each time. @default 300 */
  firstPauseMs?: number;
}

/**
 * Repeats what may be repeated: a lock or an overload (nothing was done), and for reads a lost connection or answer. Never a time
 * limit (the work may go on) and never a refused login (the ERP counts them).
 */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  options: RetryOptions & { read: boolean; enabled: boolean },
): Promise<T> {
  const { retries = 4, firstPauseMs = 300, read, enabled } = options;
  return await pRetry(attempt, {
    retries: enabled ? retries : 0,
    minTimeout: firstPauseMs,
    maxTimeout: 10_000,
    shouldRetry: ({ error }) =>
      isErpError(error, "busy")
        ? (error.retryAfterMs ?? 0) <= LONGEST_WAIT_MS
        : read && isErpError(error, "unreachable", "lost") && error.retryable,
    onFailedAttempt: async ({ error, retriesLeft }) => {
      if (retriesLeft > 0 && isErpError(error, "busy") && error.retryAfterMs) await sleep(error.retryAfterMs);
    },
  });
}
