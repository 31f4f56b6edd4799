import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { provisionCopies } from "./copies.ts";
import { createFleet } from "./fleet.ts";
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

export interface FleetProcessOptions {
  tenants: number;
  /** For all that has to be in files; absent or empty. */
  directory: string;
  /** Milliseconds that every call waits for. @default 0 */
  latency?: number;
  /** Whether all is as after a `pulumi up` of every tenant. @default false */
  provisioned?: boolean;
}

/**
 * Keeps a fleet running in a process of its own until it is told to end, for those who measure a client alone:
 * `node sandbox/toolchain/run.mjs sandbox/fleet/main.ts --tenants 500 --latency 50 --provisioned --directory /tmp/fleet`.
 * Exit codes: 0 ended when told to, 1 could not start, 2 wrong usage.
 */
async function main({ tenants, directory, latency = 0, provisioned }: FleetProcessOptions): Promise<void> {
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
    // "disconnect": whoever started this as a child is gone.
    await Promise.race(["SIGINT", "SIGTERM", "disconnect"].map((event) => once(process, event)));
  } finally {
    await sandbox.close();
    // A parent's channel that somebody listens to keeps a process alive.
    if (process.connected) process.disconnect();
  }
}

/** @throws Error for what is not allowed */
function optionsOf(args: string[]): FleetProcessOptions {
  const { values } = parseArgs({
    args,
    options: {
      tenants: { type: "string", default: "" },
      directory: { type: "string", default: "" },
      latency: { type: "string", default: "0" },
      provisioned: { type: "boolean", default: false },
    },
  });
  return {
    tenants: wholeNumber("--tenants", values.tenants, 1),
    directory: emptyDirectory("--directory", values.directory),
    latency: wholeNumber("--latency", values.latency, 0),
    provisioned: values.provisioned,
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least) return number;
  throw new Error(`${option}: "${text}" is not allowed; a whole number from ${least}.`);
}

function emptyDirectory(option: string, text: string): string {
  const directory = resolve(text);
  if (text && (!existsSync(directory) || readdirSync(directory).length === 0)) return directory;
  throw new Error(`${option}: "${text}" is not allowed; a directory that is absent or empty.`);
}

const failed = (exitCode: number) => (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCode;
};

try {
  main(optionsOf(process.argv.slice(2))).catch(failed(1));
} catch (error) {
  failed(2)(error);
}
