import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FleetRun } from "#fleet/results/result.ts";
import { createFleet } from "#sandbox/fleet/fleet.ts";
import { startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";
import { measure } from "./measure.ts";
import { fixed, type Part, told } from "./rows.ts";

const CLI = fileURLToPath(new URL("../../src/cli/bin/modern-auth", import.meta.url));
const TENANTS = 50;

/** New tenants with the real engine: the wall time of all against the sum of their own times. */
export async function provisioningPart(): Promise<Part> {
  const directory = mkdtempSync(join(tmpdir(), "modern-auth-bench-"));
  const fleet = createFleet(TENANTS);
  const sandbox = await startFleetSandbox(fleet, directory);
  try {
    const stacks = await FleetStacks.create(sandbox, directory);
    for (const tenant of fleet.tenants) stacks.makeGoogleClient(tenant);
    const taken = await measure([CLI, "up", "--all", "--json"], {
      cwd: stacks.project,
      env: stacks.env,
    });
    if (taken.code !== 0) throw new Error(`up ended with ${taken.code}:\n${taken.stdout.slice(-2000)}`);
    const { results } = JSON.parse(taken.stdout) as FleetRun;
    const sum = results.reduce((total, { seconds }) => total + seconds, 0);
    return {
      title: "Provisioning",
      method: `\`modern-auth up --all\`: ${TENANTS} new tenants with all three systems, real engine, sandbox without latency in the measuring process.`,
      rows: [
        told("wall of all", `${fixed(taken.wall, 0)} s`),
        told("sum of their single times, as a multiple of that", `${fixed(sum / taken.wall, 2)} times`),
        told("CPU for each tenant", `${fixed(taken.cpu / TENANTS)} s`),
        told(
          "share of all cores that the runs alone kept busy",
          `${fixed((100 * taken.cpu) / taken.wall / availableParallelism(), 0)} %`,
        ),
      ],
    };
  } finally {
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
