/** Nobody waits longer for one server at a time: what it refuses after that is told instead. */
export const LONGEST_WAIT_MS = 60_000;

/**
 * Milliseconds that a server asks to be left alone, by its header Retry-After (RFC 9110: seconds or a date); undefined where it does not
 * ask.
 */
export function retryAfterMs(
  header: string | null | undefined,
  now: number = Date.now(),
): number | undefined {
  if (!header?.trim()) return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

/** Whether an answer of this status says that nothing was done and that a later one may be: a service that is throttled or overloaded. */
export const isThrottled = (status: number): boolean => status === 429 || status === 503 || status === 504;
