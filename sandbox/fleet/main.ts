import { once } from "node:events";
import { provisionCopies } from "./copies.ts";
import { createFleet } from "./fleet.ts";
import { type FleetProcessOptions, parseOptions } from "./options.ts";
import { startFleetSandbox } from "./sandbox.ts";
import { FleetStacks } from "./stacks.ts";

/** What is printed once all is ready: one line of JSON. */
export interface Ready {
  /** Address of the admin routes. */
  admin: string;
  /** The folder to run `pulumi` and `modern-auth` in. */
  project: string;
  /** Environment for it, secrets included: they stand in no file. */
  env: Record<string, string>;
  /** Names of the stacks. */
  tenants: string[];
}

/**
 * Keeps a fleet running in a process of its own until it is told to end, for those who measure a client alone:
 * `node sandbox/toolchain/run.mjs sandbox/fleet/main.ts --tenants 500 --latency 50 --provisioned --directory /tmp/fleet`.
 * Exit codes: 0 ended when told to, 1 could not start, 2 wrong usage.
 */
async function main({ tenants, directory, latency = 0, provisioned }: FleetProcessOptions): Promise<void> {
  // Whoever started this as a child may be gone before all is ready.
  const abandoned = once(process, "disconnect");
  const fleet = createFleet(tenants);
  const sandbox = await startFleetSandbox(fleet, directory);
  try {
    const stacks = await FleetStacks.create(sandbox, directory);
    if (provisioned) await provisionCopies(stacks, fleet);
    // Whoever counts calls, counts none of these.
    fleet.traffic.reset();
    for (const system of Object.values(fleet.systems)) system.latencyMs = latency;
    const ready: Ready = {
      admin: sandbox.admin,
      project: stacks.project,
      env: stacks.env,
      tenants: fleet.tenants.map(({ name }) => name),
    };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    await Promise.race([abandoned, once(process, "SIGINT"), once(process, "SIGTERM")]);
  } finally {
    await sandbox.close();
    // A parent's channel that somebody listens to keeps a process alive.
    if (process.connected) process.disconnect();
  }
}

const failed = (exitCode: number) => (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCode;
};

try {
  main(parseOptions(process.argv.slice(2))).catch(failed(1));
} catch (error) {
  failed(2)(error);
}
