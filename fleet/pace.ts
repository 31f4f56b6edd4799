import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";

/** Whose calls are counted together: an API with a limit of its own, or one ERP's host. */
export type Api = "graph" | "google" | `erp ${string}`;

/** So many calls at once, then so many a second. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/**
 * Far below what the services allow. Graph: 3,500 to 8,000 resource units in 10 s for one app and tenant
 * (https://learn.microsoft.com/graph/throttling-limits). Google: each of its APIs starts at some 600 reads a minute for one caller, and a tenant takes six calls to four of them. An ERP: a
 * small server that people work with.
 */
export const RATES: Readonly<Record<"graph" | "google" | "erp", Rate>> = {
  graph: { burst: 3_000, perSecond: 200 },
  google: { burst: 6_000, perSecond: 60 },
  erp: { burst: 30, perSecond: 5 },
};

/** Calls in flight to all of them together, unless said otherwise. */
export const IN_FLIGHT = 100;
/** Nobody waits longer for a service that has enough: what it refuses after that is inconclusive, and asked again another time. */
const LONGEST_PAUSE_MS = 60_000;

/** What the servers' own clocks and refusals say about a run. */
export interface Seen {
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
  readonly seen: Seen = { calls: 0, mostInFlight: 0, throttled: 0, clockAhead: undefined };
  readonly #buckets = new Map<Api, Bucket>();
  readonly #slots: ReturnType<typeof pLimit>;
  #pausedUntil = 0;

  constructor(inFlight: number = IN_FLIGHT) {
    this.#slots = pLimit(inFlight);
  }

  /** Waits until a tenant may make so many calls. */
  async admit(needs: ReadonlyMap<Api, number>): Promise<void> {
    for (;;) {
      const pause = Math.max(
        this.#pausedUntil - performance.now(),
        ...[...needs].map(([api, calls]) => this.#bucket(api).wait(calls)),
      );
      if (pause <= 0) break;
      await sleep(pause);
    }
    for (const [api, calls] of needs) this.#bucket(api).take(calls);
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

  #heed({ status, headers }: Response, { hostname }: URL): void {
    const date = Date.parse(headers.get("date") ?? "");
    if (!Number.isNaN(date) && isTrustedClock(hostname)) this.seen.clockAhead = Date.now() - date;
    // A single ERP's refusal is its own affair.
    if (status !== 429 || !isTrustedClock(hostname)) return;
    this.seen.throttled += 1;
    const seconds = Number(headers.get("retry-after") ?? 1) || 1;
    const until = performance.now() + Math.min(seconds * 1000, LONGEST_PAUSE_MS);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  #bucket(api: Api): Bucket {
    const known = this.#buckets.get(api);
    if (known) return known;
    const bucket = new Bucket(api === "graph" || api === "google" ? RATES[api] : RATES.erp);
    this.#buckets.set(api, bucket);
    return bucket;
  }
}

const isTrustedClock = (host: string): boolean =>
  /(^|\.)(microsoftonline\.com|microsoft\.com|googleapis\.com|google\.com)$/.test(host);

/** A token bucket. */
export class Bucket {
  readonly #rate: Rate;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#tokens = rate.burst;
    this.#at = now();
  }

  /** Milliseconds until so many are there; 0 when they are. More than fit into the bucket are let go when it is full. */
  wait(count: number): number {
    this.#refill();
    const missing = Math.min(count, this.#rate.burst) - this.#tokens;
    return missing <= 0 ? 0 : (missing / this.#rate.perSecond) * 1000;
  }

  /** Takes them, be they there or not. */
  take(count: number): void {
    this.#refill();
    this.#tokens -= count;
  }

  #refill(): void {
    const now = this.#now();
    const earned = ((now - this.#at) / 1000) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + earned);
    this.#at = now;
  }
}
