import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { proxyFailure } from "../connection.ts";
import { within } from "../deadline.ts";

/** How long a probe may take before it gives up. */
export interface Patience {
  /** Tries in all. Default 4. */
  attempts: number;
  /** Milliseconds before the second try; doubles from there. Default 400. */
  firstDelayMs: number;
  /** Milliseconds for one call. Default 5,000. */
  callMs: number;
  /** Milliseconds for everything together. Default 10,000. */
  budgetMs: number;
}

export const defaultPatience: Readonly<Patience> = {
  attempts: 4,
  firstDelayMs: 400,
  callMs: 5_000,
  budgetMs: 10_000,
};

/** The part of an HTTP answer that a verdict is made of. */
export interface Answer {
  status: number;
  contentType: string;
  /** Absolute address of a redirect; redirects are never followed. */
  location?: string;
  body: string;
}

/** What came of a call: an answer, or the reason why there was none. */
export type AskOutcome =
  | { answer: Answer }
  /** `cause` where it is the proxy that failed. */
  | { fault: "timeout" | "unreachable"; cause?: unknown };

/** Thrown to make p-retry try again; carries what was seen, in case this was the last try. */
class Transient extends Error {
  readonly outcome: AskOutcome;
  readonly retryAfterMs: number;

  constructor(outcome: AskOutcome, retryAfterMs: number) {
    super("transient");
    this.outcome = outcome;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Calls Google; tries again on network faults, 429 and 5xx, for as long as the patience lasts. Never throws. */
export async function ask(
  url: string,
  init: RequestInit,
  call: typeof fetch,
  patience: Patience,
): Promise<AskOutcome> {
  const deadline = performance.now() + patience.budgetMs;
  const left = () => Math.max(1, Math.floor(deadline - performance.now()));
  try {
    return await pRetry(
      async () => {
        const { outcome, retryAfterMs } = await once(url, init, call, Math.min(patience.callMs, left()));
        if (isTransient(outcome)) throw new Transient(outcome, retryAfterMs);
        return outcome;
      },
      {
        retries: patience.attempts - 1,
        minTimeout: patience.firstDelayMs,
        factor: 2,
        randomize: true,
        maxRetryTime: patience.budgetMs,
        shouldRetry: async ({ error }) => {
          if (!(error instanceof Transient) || ("cause" in error.outcome && error.outcome.cause))
            return false;
          if (error.retryAfterMs >= left()) return false;
          await sleep(error.retryAfterMs);
          return true;
        },
      },
    );
  } catch (error) {
    if (error instanceof Transient) return error.outcome;
    throw error;
  }
}

async function once(
  url: string,
  init: RequestInit,
  call: typeof fetch,
  limitMs: number,
): Promise<{ outcome: AskOutcome; retryAfterMs: number }> {
  let late = false;
  try {
    return await within(limitMs, async (signal) => {
      signal.addEventListener("abort", () => {
        late = true;
      });
      const response = await call(url, { ...init, redirect: "manual", signal });
      const location = response.headers.get("location");
      const answer: Answer = {
        status: response.status,
        contentType: response.headers.get("content-type") ?? "",
        ...(location !== null && { location: absolute(location, response.url || url) }),
        body: await response.text(),
      };
      return { outcome: { answer }, retryAfterMs: parseRetryAfter(response.headers.get("retry-after")) };
    });
  } catch (error) {
    // The error's own text may quote what was sent, so only its kind goes on. A proxy that failed was sent nothing.
    const cause = proxyFailure(error) ? { cause: error } : {};
    return { outcome: { fault: late ? "timeout" : "unreachable", ...cause }, retryAfterMs: 0 };
  }
}

function absolute(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).href : location;
}

function isTransient(outcome: AskOutcome): boolean {
  return "fault" in outcome || outcome.answer.status === 429 || outcome.answer.status >= 500;
}

/** Milliseconds of a Retry-After header (RFC 9110: seconds or a date); 0 when there is none. */
function parseRetryAfter(header: string | null, now: number = Date.now()): number {
  if (!header) return 0;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
