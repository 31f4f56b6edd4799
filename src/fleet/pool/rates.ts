import { setTimeout as sleep } from "node:timers/promises";
import { LONGEST_WAIT_MS } from "#clients/retryAfter.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { writtenSettings } from "#stack/inventory/writtenSettings.ts";
import { Buckets, type LimitedApi } from "./limits.ts";

/** Calls of one run of the engine for one tenant: architecture, "Measured"; those to the ERP were measured in the sandbox. */
const CALLS = { graph: 13, google: 8, erp: 30 };

/** Runs that begin at the same moment would go on calling at the same moments. */
const JITTER_MS = 250;

/** How often a run for a tenant calls which API. */
export function callsOfRun({ text }: Pick<Tenant, "text">, project: string): Map<LimitedApi, number> {
  // A damaged file calls nobody: its run ends with what is wrong with it.
  const settings = writtenSettings(text, project) ?? {};
  const { host } = URL.parse(String(settings["modernauth:erpUrl"])) ?? {};
  return new Map<LimitedApi, number>([
    ...(settings.microsoft ? ([["graph", CALLS.graph]] as const) : []),
    ...(settings.google ? ([["google", CALLS.google]] as const) : []),
    ...(host ? ([[`erp ${host}`, CALLS.erp]] as const) : []),
  ]);
}

/** Lets runs begin only as fast as the APIs that they call can take it, and none while Microsoft or Google asks for a pause. */
export class Rates {
  readonly #buckets = new Buckets();
  readonly #project: string;
  #pausedUntil = 0;

  /** @param project its name, as the configuration keys begin */
  constructor(project: string) {
    this.#project = project;
  }

  /** Lets no run begin for so long, a minute at most: a service has told one of them that it has enough. */
  pause(milliseconds: number): void {
    const until = performance.now() + Math.min(milliseconds, LONGEST_WAIT_MS);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  /** Waits until every API has room for one more run of a tenant. @throws AbortError when `stop` comes first */
  async turn(tenant: Pick<Tenant, "text">, stop: AbortSignal): Promise<void> {
    await sleep(Math.random() * JITTER_MS, undefined, { signal: stop });
    for (const [api, calls] of callsOfRun(tenant, this.#project))
      for (let wait = this.#buckets.take(api, calls); wait > 0; wait = this.#buckets.take(api, calls))
        await sleep(wait, undefined, { signal: stop });
    const paused = () => this.#pausedUntil - performance.now();
    for (let wait = paused(); wait > 0; wait = paused()) await sleep(wait, undefined, { signal: stop });
  }
}
