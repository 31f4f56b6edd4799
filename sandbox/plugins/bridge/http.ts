import { setTimeout as sleep } from "node:timers/promises";

export interface Answer {
  status: number;
  statusText: string;
  /** The parsed JSON body; undefined when there is none. */
  body: unknown;
}

export interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** Whether an answer that is no success should be asked for again: replication in the cloud takes its time. */
  again?: (answer: Answer) => boolean;
}

const TRANSIENT = new Set([408, 424, 429, 500, 502, 503, 504]);
const PATIENCE_MS = 30_000;
const LONGEST_PAUSE_MS = 2_000;

/**
 * One HTTP exchange, repeated with growing pauses while the answer is a passing one (throttled, overloaded, a lost
 * connection, or what the caller names), for a bounded time. Returns the last answer, whatever it is.
 */
export async function send(call: Call): Promise<Answer> {
  const until = Date.now() + PATIENCE_MS;
  for (let pause = 50; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const outcome = await attempt(call);
    const wait = outcome instanceof Error ? pause : (outcome.retryAfterMs ?? pause);
    const passing =
      outcome instanceof Error || TRANSIENT.has(outcome.status) || call.again?.(outcome) === true;
    if (!passing || Date.now() + wait > until) {
      if (outcome instanceof Error) throw outcome;
      return outcome;
    }
    await sleep(wait);
  }
}

async function attempt(call: Call): Promise<Error | (Answer & { retryAfterMs: number | undefined })> {
  const { method, url, headers, body } = call;
  try {
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    const retryAfterMs = Number.isNaN(seconds) ? undefined : seconds * 1000;
    const { status, statusText } = response;
    return { status, statusText, body: parse(await response.text()), retryAfterMs };
  } catch (error) {
    // Only what is wrong with the connection: a URL may hold what must not be shown.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new Error(`${method} ${new URL(url).origin}: ${reason}`);
  }
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Asks again and again until the answer was yes `times` times in a row, as upstream does to outlive replication.
 * @throws when it was never so `limit` times.
 */
export async function untilSteady(
  question: () => Promise<boolean>,
  { times, limit, pauseMs }: { times: number; limit: number; pauseMs: number },
): Promise<void> {
  let inARow = 0;
  for (let no = 0; inARow < times; ) {
    if (await question()) inARow += 1;
    else {
      inARow = 0;
      no += 1;
      if (no > limit) throw new Error(`couldn't find resource (${limit + 1} retries)`);
    }
    if (inARow < times) await sleep(pauseMs);
  }
}
