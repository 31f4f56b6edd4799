import { RateLimiter } from "limiter";

/** An API that many tenants share, known by this name; an ERP by its host's. */
export type LimitedApi = "graph" | "google" | `erp ${string}`;

/**
 * Calls that an API takes in a minute. Microsoft counts those of one application over all directories: 70,000 that write in five
 * minutes (https://learn.microsoft.com/graph/throttling-limits, "Identity and access service limits"). Google's APIs begin with 600
 * reads a minute for one caller, and a tenant spreads six calls over as many of them; reads of the audit log count against the tenant's
 * own project. One worker of Odoo answers about ten calls a second, and people work there, too.
 */
const PER_MINUTE = { graph: 14_000, google: 3_600, erp: 600 };

/** A token bucket for each API, full in the beginning. */
export class Buckets {
  readonly #buckets = new Map<LimitedApi, RateLimiter>();

  /** Milliseconds until an API has room for so many calls; 0 when they are taken. */
  take(api: LimitedApi, calls: number): number {
    const bucket = this.#bucket(api);
    return bucket.tryRemoveTokens(calls) ? 0 : Math.max(1, bucket.getWaitTime(calls));
  }

  #bucket(api: LimitedApi): RateLimiter {
    const known = this.#buckets.get(api);
    if (known) return known;
    const tokensPerInterval = api === "graph" || api === "google" ? PER_MINUTE[api] : PER_MINUTE.erp;
    const bucket = new RateLimiter({ tokensPerInterval, interval: "minute" });
    this.#buckets.set(api, bucket);
    return bucket;
  }
}
