import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { mergeRuns } from "#fleet/results/merge.ts";
import { type FleetRun, GRAVITY, type TenantResult } from "#fleet/results/result.ts";
import { aResult } from "#test/fixtures/results.ts";

const result = (tenant: string, outcome: TenantResult["outcome"] = "ok") => aResult(tenant, { outcome });

const run = (started: string, results: TenantResult[], more: Partial<FleetRun> = {}): FleetRun => ({
  command: "drift",
  started,
  seconds: 60,
  results,
  notes: [],
  ...more,
});

it("Several runs as one hold of each tenant the newest result, and when it is of", () => {
  const merged = mergeRuns([
    run("2026-11-23T02:00:00Z", [result("acme", "drift"), result("birch")]),
    run("2026-11-22T02:00:00Z", [result("acme"), result("cedar", "failed")]),
  ]);
  assert.deepEqual(
    merged.results.map(({ tenant, outcome, at }) => [tenant, outcome, at]),
    [
      ["acme", "drift", "2026-11-23T02:00:00Z"],
      ["birch", "ok", "2026-11-23T02:00:00Z"],
      ["cedar", "failed", "2026-11-22T02:00:00Z"],
    ],
  );
});

it("Several runs as one compare times as times, whatever their offset", () => {
  const later = run("2026-11-23T00:30:00Z", [result("acme", "drift")]);
  const earlier = run("2026-11-23T02:00:00+02:00", [result("acme")]);
  assert.equal(mergeRuns([later, earlier]).results[0]?.outcome, "drift");
});

it("Several runs as one take a shard that left no results for one that nobody could look at", () => {
  const shard = (index: number, count: number, started = "2026-11-23T02:00:00Z") =>
    run(started, [result(`t${index}`)], { shard: { index, count } });
  const unseen = (...runs: FleetRun[]) =>
    mergeRuns(runs)
      .results.filter(({ outcome }) => outcome !== "ok")
      .map(({ tenant, outcome, exitCode }) => `${tenant} ${outcome} ${exitCode}`);
  assert.deepEqual(unseen(shard(1, 3), shard(3, 3)), ["shard 2/3 inconclusive 3"]);
  assert.deepEqual(unseen(shard(1, 2), shard(2, 2)), []);
  const before = "2026-11-22T02:00:00Z";
  assert.deepEqual(unseen(shard(1, 1), shard(2, 2, before)), [], "another cut of another day");
});

it("Several runs as one last from the beginning of the first to the end of the last, and say each note once", () => {
  const { started, seconds, command, notes } = mergeRuns([
    run("2026-11-23T02:05:00Z", [], { seconds: 120, notes: ["old-mill has no file"], command: "verify" }),
    run("2026-11-23T02:00:00Z", [], { notes: ["old-mill has no file"] }),
  ]);
  assert.deepEqual(
    { started, seconds, command, notes },
    {
      started: "2026-11-23T02:00:00.000Z",
      seconds: 420,
      command: "drift, verify",
      notes: ["old-mill has no file"],
    },
  );
});

it("Several runs as one are the same in whatever order they come", () => {
  // Few moments and tenants, so that they meet.
  const someRun = fc
    .tuple(
      fc.constantFrom("2026-11-23T02:00:00Z", "2026-11-23T02:05:00Z"),
      fc.constantFrom("acme", "birch"),
      fc.constantFrom(...GRAVITY),
    )
    .map(([started, tenant, outcome]) => run(started, [result(tenant, outcome)], { notes: [outcome] }));
  const someOrder = fc
    .array(someRun, { minLength: 1, maxLength: 4 })
    .chain((runs) => fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length })));
  fc.assert(
    fc.property(someOrder, ([runs, shuffled]) => assert.deepEqual(mergeRuns(runs), mergeRuns(shuffled))),
  );
});
