import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { Faults } from "#sandbox/emulators/core/faults.ts";
import type { System } from "#sandbox/emulators/core/network.ts";
import type { Traffic } from "./traffic.ts";

export interface FleetSystemOptions {
  /** Public host names, see {@link System}. */
  hosts: readonly string[];
  emulators: readonly Emulator<object>[];
  /** Whose request it is; undefined is answered with 404. */
  find: (request: Request) => Emulator<object> | undefined;
  traffic: Traffic;
}

/** One system of all tenants, such as Entra: the door in front of their emulators. */
export class FleetSystem implements System {
  readonly hosts: readonly string[];
  readonly traffic: Traffic;
  /** What every call waits for before anything else happens; the parts of a batch wait once. */
  latencyMs = 0;
  /** Bad days of all tenants at once. One tenant's own are its emulator's `faults`, which are looked at first. */
  readonly faults = new Faults();
  readonly #find: FleetSystemOptions["find"];

  constructor({ hosts, emulators, find, traffic }: FleetSystemOptions) {
    this.hosts = hosts;
    this.traffic = traffic;
    this.#find = find;
    for (const emulator of emulators) emulator.faults.ofAll = this.faults;
  }

  fetch(request: Request): Promise<Response> {
    return this.traffic.count(async () => {
      // A late answer must not keep the process alive when its client is gone.
      if (this.latencyMs > 0) await sleep(this.latencyMs, undefined, { ref: false });
      const emulator = this.#find(request);
      return emulator ? emulator.fetch(request) : new Response(null, { status: 404 });
    });
  }
}
