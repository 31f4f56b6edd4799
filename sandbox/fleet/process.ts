import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { SystemName } from "./fleet.ts";
import type { Ready } from "./main.ts";
import type { FleetProcessOptions } from "./options.ts";
import type { Counts } from "./traffic.ts";

/** A fleet in a process of its own, so that a client can be measured alone. */
export interface FleetProcess extends Ready {
  pid: number;
  traffic(): Promise<Record<"total" | SystemName, Counts>>;
  /** Counts anew. */
  resetTraffic(): Promise<void>;
  close(): Promise<void>;
}

/** Starts {@link file://./main.ts}; it ends with the process that started it. @throws when it ends before it is ready */
export async function startFleetProcess(options: FleetProcessOptions): Promise<FleetProcess> {
  const { tenants, directory, latency = 0, provisioned = false } = options;
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const args = ["--tenants", `${tenants}`, "--latency", `${latency}`, "--directory", directory];
  const child = spawn(process.execPath, [main, ...args, ...(provisioned ? ["--provisioned"] : [])], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const [line] = await Promise.race([once(createInterface(child.stdout as Readable), "line"), ended]);
  if (typeof line !== "string")
    throw new Error(`The sandbox of ${tenants} tenants ended with ${line} before it was ready.`);
  const ready = JSON.parse(line) as Ready;
  // A connection of its own each time: who waits for another process meanwhile does not see an idle one end.
  const ask = (method: string): Promise<Response> =>
    fetch(`${ready.admin}/traffic`, { method, headers: { connection: "close" } });
  return {
    ...ready,
    pid: child.pid ?? 0,
    traffic: async () => (await (await ask("GET")).json()) as Record<"total" | SystemName, Counts>,
    resetTraffic: async () => {
      await ask("DELETE");
    },
    close: async () => {
      child.kill();
      await ended;
    },
  };
}
