import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startFleetProcess } from "#sandbox/fleet/process.ts";
import { measure, type Taken } from "./measure.ts";
import { atMost, fixed, type Part, told } from "./rows.ts";

const CLI = fileURLToPath(new URL("../../src/cli/bin/modern-auth", import.meta.url));
const BARE = fileURLToPath(new URL("bareCalls.ts", import.meta.url));
const LATENCY_MS = 50;
const IN_FLIGHT = 100;
const SIZES = { small: 50, large: 500 };

interface Scan extends Taken {
  calls: number;
  mostInFlight: number;
}

/** `drift --all --engine none` over small and large fleets, beside the same number of bare calls and beside the engine. */
export async function driftPart(): Promise<Part> {
  const small = await inFleet(SIZES.small, async (fleet) => ({ scan: await scan(fleet) }));
  const large = await inFleet(SIZES.large, async (fleet) => ({
    scan: await scan(fleet),
    bare: await measure([process.execPath, BARE, String(SIZES.large), "15", String(IN_FLIGHT)], fleet),
    preview: await measure(
      ["pulumi", "preview", "--stack", "tenant-0001", "--expect-no-changes", "--non-interactive"],
      fleet,
    ),
  }));
  const cpuPerTenant = large.scan.cpu / SIZES.large;
  const growth = large.scan.wall / small.scan.wall / (SIZES.large / SIZES.small);
  return {
    title: "Drift of a fleet, without the engine",
    method:
      `\`modern-auth drift --all --engine none\` over sandbox tenants with all three systems, ${LATENCY_MS} ms latency for each call, the ` +
      "sandbox in a process of its own on the same machine. All secrets of all stacks are decrypted (passphrase provider, one salt).",
    rows: [
      atMost(`${SIZES.large} tenants, wall`, large.scan.wall, 15, "s"),
      atMost(`${SIZES.large} tenants, peak memory`, large.scan.peak, 350, "MB"),
      told(
        `${SIZES.small} tenants, wall and peak memory`,
        `${fixed(small.scan.wall)} s, ${fixed(small.scan.peak, 0)} MB`,
      ),
      told("time of ten times the tenants, as a multiple of ten times the time", fixed(growth, 2)),
      atMost("calls in flight, of 100 allowed", large.scan.mostInFlight, IN_FLIGHT, "calls"),
      told("calls for each tenant", fixed(large.scan.calls / SIZES.large, 1)),
      told("CPU for each tenant", `${fixed(cpuPerTenant * 1000, 1)} ms`),
      told(
        "CPU of as many bare calls, for each tenant",
        `${fixed((large.bare.cpu / SIZES.large) * 1000)} ms`,
      ),
      told("CPU against that of as many bare calls", `${fixed(large.scan.cpu / large.bare.cpu, 1)} times`),
      {
        what: "tenants per CPU second, against one engine preview for each tenant",
        measured: `${fixed(large.preview.cpu / cpuPerTenant, 0)} times`,
        wished: "at least 100 times",
        met: large.preview.cpu / cpuPerTenant >= 100,
      },
    ],
  };
}

type Fleet = { cwd: string; env: Record<string, string> } & Pick<
  Awaited<ReturnType<typeof startFleetProcess>>,
  "traffic" | "resetTraffic"
>;

async function inFleet<T>(tenants: number, work: (fleet: Fleet) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "modern-auth-bench-"));
  const fleet = await startFleetProcess({
    tenants,
    directory: join(directory, "fleet"),
    latency: LATENCY_MS,
    provisioned: true,
  });
  try {
    const { traffic, resetTraffic } = fleet;
    return await work({ cwd: fleet.project, env: fleet.env, traffic, resetTraffic });
  } finally {
    await fleet.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function scan(fleet: Fleet): Promise<Scan> {
  await fleet.resetTraffic();
  const taken = await measure([CLI, "drift", "--all", "--engine", "none"], fleet);
  if (taken.code !== 0) throw new Error(`drift ended with ${taken.code}:\n${taken.stdout}`);
  const { total } = await fleet.traffic();
  return { ...taken, calls: total.calls, mostInFlight: total.mostInFlight };
}
