import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { type BatchPart, batchPause } from "#clients/graph/throttledParts.ts";
import { isThrottled, LONGEST_WAIT_MS, retryAfterMs } from "#clients/retryAfter.ts";
import { clockAhead, isTrustedClock } from "#clients/serverClock.ts";
import { Buckets, type LimitedApi } from "../pool/limits.ts";
import { IN_FLIGHT } from "./driftDefaults.ts";

/** What the servers' own clocks and refusals say about a run. */
export interface PaceSeen {
  calls: number;
  mostInFlight: number;
  throttled: number;
  /** Milliseconds by which this machine's clock is ahead of Microsoft's or Google's; undefined while nobody told. */
  clockAhead: number | undefined;
}

/**
 * Keeps calls of many tenants within what the services bear: never more in flight than allowed, a token bucket for each API, and a
 * pause of all tenants when a service says that it has enough. Tenants wait before they begin, not in the middle: their calls have
 * time limits.
 */
export class Pace {
  readonly seen: PaceSeen = { calls: 0, mostInFlight: 0, throttled: 0, clockAhead: undefined };
  readonly #buckets = new Buckets();
  readonly #slots: ReturnType<typeof pLimit>;
  #pausedUntil = 0;

  constructor(inFlight: number = IN_FLIGHT) {
    this.#slots = pLimit(inFlight);
  }

  /** Waits until a tenant may make so many calls. */
  async admit(needs: ReadonlyMap<LimitedApi, number>): Promise<void> {
    for (const [api, calls] of needs)
      for (let wait = this.#buckets.take(api, calls); wait > 0; wait = this.#buckets.take(api, calls))
        await sleep(wait);
    for (let pause = this.#pause(); pause > 0; pause = this.#pause()) await sleep(pause);
  }

  #pause(): number {
    return this.#pausedUntil - performance.now();
  }

  /** The given `fetch`, within these limits. */
  paced(call: typeof fetch): typeof fetch {
    return (input, init) =>
      this.#slots(async () => {
        this.seen.calls += 1;
        this.seen.mostInFlight = Math.max(this.seen.mostInFlight, this.#slots.activeCount);
        const response = await call(input, init);
        await this.#heed(response, new URL(input instanceof Request ? input.url : input));
        return response;
      });
  }

  async #heed(response: Response, url: URL): Promise<void> {
    this.seen.clockAhead = clockAhead(response, url) ?? this.seen.clockAhead;
    // A single ERP's refusal is its own affair.
    const pause = isTrustedClock(url.hostname) ? await pauseIn(response, url) : undefined;
    if (pause === undefined) return;
    this.seen.throttled += 1;
    const until = performance.now() + Math.min(pause, LONGEST_WAIT_MS);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }
}

/** Milliseconds that a service asks to be left alone; undefined where it does not. One that is merely out of order names no time. */
async function pauseIn(response: Response, { pathname }: URL): Promise<number | undefined> {
  const { status, headers } = response;
  const asked = retryAfterMs(headers.get("retry-after"));
  if (status === 429) return asked ?? USUAL_PAUSE_MS;
  if (isThrottled(status)) return asked;
  if (status !== 200 || !pathname.endsWith("/$batch")) return undefined;
  const { responses } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { responses?: BatchPart[] };
  return Array.isArray(responses) ? batchPause(responses) : undefined;
}

const USUAL_PAUSE_MS = 1_000;
