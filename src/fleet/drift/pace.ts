import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { clockAhead, isTrustedClock } from "#clients/serverClock.ts";
import { Buckets, type LimitedApi } from "../pool/limits.ts";
import { IN_FLIGHT } from "./driftDefaults.ts";

/** Nobody waits longer for a service that has enough: what it refuses after that is inconclusive, and asked again another time. */
const LONGEST_PAUSE_MS = 60_000;

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
        this.#heed(response, new URL(input instanceof Request ? input.url : input));
        return response;
      });
  }

  #heed(response: Response, url: URL): void {
    this.seen.clockAhead = clockAhead(response, url) ?? this.seen.clockAhead;
    // A single ERP's refusal is its own affair.
    if (response.status !== 429 || !isTrustedClock(url.hostname)) return;
    this.seen.throttled += 1;
    const seconds = Number(response.headers.get("retry-after") ?? 1) || 1;
    const until = performance.now() + Math.min(seconds * 1000, LONGEST_PAUSE_MS);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }
}
