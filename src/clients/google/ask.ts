import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { LONGEST_WAIT_MS, retryAfterMs } from "../retryAfter.ts";
import { AnswerBeyondLimit, fetchWithin } from "../transport.ts";

/** How long a probe may take before it gives up. */
export interface Patience {
  /** Tries in all. Default 4. */
  attempts: number;
  /** Milliseconds before the second try; doubles from there. Default 400. */
  firstDelayMs: number;
  /** Milliseconds for one call. Default 5,000. */
  callMs: number;
  /** Milliseconds for everything together, but for what Google asks to wait, less than a minute. Default 10,000. */
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
  | { fault: "timeout" | "unreachable" }
  | { fault: "beyond_limit"; error: AnswerBeyondLimit };

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
  let waited = 0;
  const deadline = performance.now() + patience.budgetMs;
  const left = () => Math.max(1, Math.floor(deadline + waited - performance.now()));
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
        maxRetryTime: patience.budgetMs + LONGEST_WAIT_MS,
        shouldRetry: async ({ error }) => {
          if (!(error instanceof Transient)) return false;
          waited += error.retryAfterMs;
          if (waited >= LONGEST_WAIT_MS || left() <= 1) return false;
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
  try {
    const response = await fetchWithin(limitMs, call)(url, { ...init, redirect: "manual" });
    const location = response.headers.get("location");
    const answer: Answer = {
      status: response.status,
      contentType: response.headers.get("content-type") ?? "",
      ...(location !== null && { location: absolute(location, response.url || url) }),
      body: await response.text(),
    };
    return { outcome: { answer }, retryAfterMs: retryAfterMs(response.headers.get("retry-after")) ?? 0 };
  } catch (error) {
    // The error's own text may quote what was sent, so only its kind goes on; but for ours, which quotes nothing.
    return { outcome: faultOf(error), retryAfterMs: 0 };
  }
}

function faultOf(error: unknown): AskOutcome {
  if (!(error instanceof AnswerBeyondLimit)) return { fault: "unreachable" };
  return error.limit === "time" ? { fault: "timeout" } : { fault: "beyond_limit", error };
}

function absolute(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).href : location;
}

function isTransient(outcome: AskOutcome): boolean {
  if ("fault" in outcome) return outcome.fault !== "beyond_limit";
  return outcome.answer.status === 429 || outcome.answer.status >= 500;
}
