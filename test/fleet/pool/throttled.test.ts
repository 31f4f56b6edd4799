import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import type { FleetRun } from "#fleet/results/result.ts";
import { createFleet } from "#sandbox/fleet/fleet.ts";
import { type FleetSandbox, startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";

const directory = mkdtempSync(join(tmpdir(), "modern-auth-throttled-"));
let sandbox: FleetSandbox;
let stacks: FleetStacks;
let printed = "";
before(async () => {
  sandbox = await startFleetSandbox(createFleet(2), directory);
  stacks = await FleetStacks.create(sandbox, directory);
});
after(async () => {
  await sandbox.close();
  const secrets = sandbox.secrets();
  const leaks = [...leaksBelow(directory, secrets), ...leaksInText(printed, secrets)];
  rmSync(directory, { recursive: true, force: true });
  assert.deepEqual(leaks, [], "secrets stand in clear");
});

async function run(
  ...args: string[]
): Promise<{ code: number | null; stderr: string; told: string[]; run: FleetRun }> {
  const { code, stdout, stderr } = await stacks.modernAuth([...args, "--json"], { env: { CI: "true" } });
  printed += stdout + stderr;
  const fleet = JSON.parse(stdout) as FleetRun;
  return {
    code,
    stderr,
    run: fleet,
    told: fleet.results.map(({ outcome, cause }) => `${outcome} ${cause?.text}`),
  };
}

it("Throttling by Graph for all tenants at once is told as something that passes, and --resume finishes once it has passed", async () => {
  sandbox.fleet.systems.entra.faults.list = [
    { match: "^POST /v1.0/applications$", status: 429, retryAfter: 0 },
  ];
  const first = await run("up", "--all", "--retries", "0");
  assert.deepEqual(
    first.told,
    [
      "failed It failed by something that passes (throttling).",
      "failed It failed by something that passes (throttling).",
    ],
    first.stderr,
  );
  sandbox.fleet.systems.entra.faults.list = [];
  const second = await run("up", "--all", "--retries", "0", "--resume");
  assert.deepEqual(
    second.run.results.map(({ outcome }) => outcome),
    ["ok", "ok"],
    second.stderr,
  );
});
