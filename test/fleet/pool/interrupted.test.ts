import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, beforeEach, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PlainFleet } from "../plainFleet.ts";
import { until } from "../until.ts";

const fleets: PlainFleet[] = [];
let fleet: PlainFleet;
beforeEach(async () => {
  fleet = await PlainFleet.create("acme", "beta");
  fleets.push(fleet);
});
after(() => {
  for (const one of fleets) one.close();
});

/** An update of both, one after the other, which waits in the middle of the first. */
const UP = ["up", "acme", "beta", "--jobs", "1", "--retries", "0"];
async function startUp() {
  const released = join(fleet.folder, "released");
  const run = fleet.startModernAuth(UP, { UNTIL: released });
  await until(() => fleet.isLocked("acme"), run.ended);
  return { ...run, release: () => writeFileSync(released, "") };
}

const wasUpdated = (tenant: string): boolean =>
  readFileSync(fleet.stateFile(tenant), "utf8").includes(`pulumi:pulumi:Stack::erp-modern-auth-${tenant}`);

const outcomes = (results: readonly { tenant: string; outcome: string }[]): string[] =>
  results.map(({ tenant, outcome }) => `${tenant} ${outcome}`);

it("A run over many tenants that is interrupted lets those that run end, begins no other, says so, and goes on with --resume where it stopped", async () => {
  const run = await startUp();
  run.child.kill("SIGINT");
  await until(() => run.printed.stderr.includes("no further tenant begins"), run.ended);
  run.release();
  const { code, stdout, stderr } = await run.ended;
  assert.equal(code, 1);
  assert.match(stdout, /^up: 2 tenants in .*: 1 ok, 1 not-run$/m);
  assert.match(stdout, /^not-run {7}beta\n {2}cause {7}The run was interrupted before its turn\.$/m);
  assert.match(stderr, /^To go on: modern-auth up acme beta --retries=0 --jobs 1 --resume$/m);
  assert.ok(wasUpdated("acme") && !wasUpdated("beta"));

  const resumed = await fleet.fleetRun([...UP, "--resume"]);
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.match(resumed.stderr, /1 of 2 are done already/);
  assert.doesNotMatch(resumed.stderr, /acme: ok/);
  assert.deepEqual(outcomes(resumed.results), ["acme ok", "beta ok"]);
  assert.ok(wasUpdated("beta"));
});

it("A run over many tenants that is interrupted twice cancels those that run, which leave no lock behind", async () => {
  const run = await startUp();
  run.child.kill("SIGTERM");
  await until(() => run.printed.stderr.includes("no further tenant begins"), run.ended);
  // Two signals within half a second are one wish.
  while (!run.printed.stderr.includes("Cancelling")) {
    run.child.kill("SIGINT");
    await sleep(50);
  }
  const { code, stdout } = await run.ended;
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^failed {8}acme\n {2}cause {7}It was interrupted\. What it had done is in the state\.$/m,
  );
  assert.match(stdout, /^ {2}fix {9}modern-auth up acme --retries=0$/m);
  assert.ok(!fleet.isLocked("acme"));
});

it("A run over many tenants that is interrupted by being killed lets a running update end; --resume then finishes all", {
  timeout: 300_000,
}, async () => {
  const run = await startUp();
  run.child.kill("SIGKILL");
  await run.ended.catch(() => {});
  run.release();
  while (fleet.isLocked("acme")) await sleep(50);
  assert.ok(wasUpdated("acme"), "its update went on to the end");
  const resumed = await fleet.fleetRun([...UP, "--resume"]);
  assert.deepEqual(outcomes(resumed.results), ["acme ok", "beta ok"]);
});

it("A run over many tenants that is interrupted does again what was done with another configuration", async () => {
  const run = await startUp();
  run.child.kill("SIGINT");
  run.release();
  await run.ended;
  const changed = readFileSync(fleet.file("acme"), "utf8").replace("Exemple SA", "Exemple SARL");
  writeFileSync(fleet.file("acme"), changed);
  const resumed = await fleet.fleetRun([...UP, "--resume"]);
  assert.match(resumed.stderr, /acme: ok/);
});
