import { setTimeout as sleep } from "node:timers/promises";
import { RateLimiter } from "limiter";
import { parse } from "yaml";
import type { Tenant } from "./inventory.ts";

/** An API that all tenants share, and so its limits. */
interface Api {
  /** Calls of one run of one tenant. */
  callsPerRun: number;
  /** Calls that it takes in a minute. */
  callsPerMinute: number;
}

/**
 * Microsoft counts the calls of one application over all directories: 70,000 that write in five minutes
 * (https://learn.microsoft.com/graph/throttling-limits, "Identity and access service limits"). 13 calls: architecture, "Measured".
 */
const GRAPH: Api = { callsPerRun: 13, callsPerMinute: 14_000 };
/**
 * The narrowest of Google's limits that count by the caller's project: 60 reads of logs a minute
 * (https://cloud.google.com/logging/quotas). One of a run's eight calls (architecture, "Measured") reads the audit log.
 */
const GOOGLE: Api = { callsPerRun: 8, callsPerMinute: 8 * 60 };
/** A run reads one ERP some thirty times (measured in the sandbox). One worker of Odoo answers about ten a second; people work there, too. */
const ERP: Api = { callsPerRun: 30, callsPerMinute: 10 * 60 };

/** Runs that begin at the same moment would go on calling at the same moments. */
const JITTER_MS = 250;

/** The APIs that runs of a tenant call, each with its limits. An ERP is known by its host name. */
export function apisOf({ text }: Pick<Tenant, "text">, project: string): Record<string, Api> {
  const config = configOf(text);
  const { host } = URL.parse(String(config["modernauth:erpUrl"])) ?? {};
  return {
    ...(config[`${project}:microsoft`] ? { graph: GRAPH } : {}),
    ...(config[`${project}:google`] ? { google: GOOGLE } : {}),
    ...(host ? { [host]: ERP } : {}),
  };
}

function configOf(text: string): Record<string, unknown> {
  try {
    return (parse(text) as { config?: Record<string, unknown> }).config ?? {};
  } catch {
    // It calls nobody: its run ends with what is wrong with the file.
    return {};
  }
}

/** Lets runs begin only as fast as the APIs that they call can take it: a token bucket each. */
export class Rates {
  readonly #buckets = new Map<string, RateLimiter>();
  readonly #project: string;

  /** @param project its name, as the configuration keys begin */
  constructor(project: string) {
    this.#project = project;
  }

  /** Waits until every API has room for one more run of a tenant. @throws AbortError when `stop` comes first */
  async turn(tenant: Pick<Tenant, "text">, stop: AbortSignal): Promise<void> {
    await sleep(Math.random() * JITTER_MS, undefined, { signal: stop });
    for (const [name, api] of Object.entries(apisOf(tenant, this.#project))) {
      const bucket = this.#bucket(name, api);
      while (!bucket.tryRemoveTokens(api.callsPerRun))
        await sleep(bucket.getWaitTime(api.callsPerRun), undefined, { signal: stop });
    }
  }

  #bucket(name: string, { callsPerMinute }: Api): RateLimiter {
    const known = this.#buckets.get(name);
    if (known) return known;
    const bucket = new RateLimiter({ tokensPerInterval: callsPerMinute, interval: "minute" });
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
