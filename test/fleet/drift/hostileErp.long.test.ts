import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, afterEach, before, it, mock } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readResults } from "#fleet/forms/json.ts";
import type { FleetRun } from "#fleet/results/result.ts";
import { provisionCopies } from "#sandbox/fleet/copies.ts";
import { createFleet, type Fleet } from "#sandbox/fleet/fleet.ts";
import { type FleetSandbox, startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";

const PEAK = fileURLToPath(new URL("../../../sandbox/bench/peak.ts", import.meta.url));
const WELL = 12;
const MEGABYTE = new Uint8Array(2 ** 20).fill(0x20);

/** 1 GB, packed beforehand: the ERPs share a process here, and whoever sends it would keep the others waiting. */
const BOMB = Buffer.concat([...repeated(gzipSync(Buffer.alloc(64 * MEGABYTE.length)), 16)]);

const streamed = (chunks: Iterable<Uint8Array>): ReadableStream =>
  Readable.toWeb(Readable.from(chunks, { objectMode: true })) as unknown as ReadableStream;

function* repeated(chunk: Uint8Array, times = Number.POSITIVE_INFINITY): Generator<Uint8Array> {
  for (let time = 0; time < times; time += 1) yield chunk;
}

/** What an ERP may do to whoever asks it, and what is said of it. */
const HOSTILE: readonly (readonly [
  what: string,
  answer: () => Response | Promise<Response>,
  said: RegExp,
])[] = [
  ["1 GB", () => new Response(streamed(repeated(MEGABYTE, 1024))), /larger than 16 MB/],
  ["gzip bomb", () => new Response(BOMB, { headers: { "content-encoding": "gzip" } }), /larger than 16 MB/],
  ["nested", () => new Response("[".repeat(5_000_000) + "]".repeat(5_000_000)), /more than 200 levels deep/],
  ["silent", () => new Promise<Response>(() => {}), /did not answer within 30 s/],
  [
    "slow",
    async () => {
      await sleep(20_000, undefined, { ref: false });
      return Response.json({ version: "19.0", jsonrpc: "2.0", result: 2 });
    },
    /did not answer within|does not answer|answered with/,
  ],
  [
    "endless",
    () =>
      new Response(
        new ReadableStream({
          pull: async (controller) => {
            await sleep(50, undefined, { ref: false });
            controller.enqueue(MEGABYTE.subarray(0, 1));
          },
        }),
      ),
    /did not answer within 30 s/,
  ],
];

const directory = mkdtempSync(join(tmpdir(), "modern-auth-hostile-"));
let fleet: Fleet;
let sandbox: FleetSandbox;
let stacks: FleetStacks;
before(async () => {
  fleet = createFleet(WELL + HOSTILE.length);
  sandbox = await startFleetSandbox(fleet, directory);
  stacks = await FleetStacks.create(sandbox, directory);
  await provisionCopies(stacks, fleet);
});
afterEach(() => mock.restoreAll());
after(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

const names = (from: number, to?: number): string[] => fleet.tenants.slice(from, to).map(({ name }) => name);
const beHostile = (): void =>
  HOSTILE.forEach(([, answer], place) => {
    const tenant = fleet.tenants[WELL + place];
    assert.ok(tenant);
    mock.method(tenant.erp, "fetch", async () => answer());
  });

/** Looks at these tenants. @returns how it went, in seconds and megabytes */
async function drift(tenants: readonly string[]): Promise<{ run: FleetRun; seconds: number; peak: number }> {
  const file = join(directory, "peak");
  const began = performance.now();
  const { stdout, stderr } = await stacks.modernAuth(["drift", ...tenants, "--engine", "none", "--json"], {
    env: { CI: "true", BENCH_PEAK: file, NODE_OPTIONS: `--import=${PEAK}` },
  });
  assert.ok(stdout.startsWith("{"), stderr);
  const seconds = (performance.now() - began) / 1000;
  return { run: JSON.parse(stdout) as FleetRun, seconds, peak: Number(readFileSync(file, "utf8")) / 1024 };
}

it("Hostile ERPs cost their own tenants, and neither the others nor the memory of the run", async (t) => {
  const alone = await drift(names(0, WELL));
  beHostile();
  const { run, seconds, peak } = await drift(names(0));
  const of = new Map(run.results.map((one) => [one.tenant, one]));
  const well = names(0, WELL).map((name) => of.get(name));
  assert.ok(well.every((one) => one?.outcome === "ok"));
  HOSTILE.forEach(([what, , said], place) => {
    const result = of.get(fleet.tenants[WELL + place]?.name ?? "");
    assert.equal(result?.outcome, "inconclusive", what);
    assert.match(JSON.stringify(result?.findings), said, what);
  });
  const slowest = Math.max(...well.map((one) => one?.seconds ?? Number.POSITIVE_INFINITY));
  const usual = Math.max(...alone.run.results.map((one) => one.seconds));
  t.diagnostic(
    `the twelve others: ${slowest.toFixed(2)} s, ${(slowest / usual).toFixed(2)} times the ${usual.toFixed(2)} s without; ` +
      `the run: ${seconds.toFixed(0)} s, ${peak.toFixed(0)} MB at most, ${alone.peak.toFixed(0)} MB without`,
  );
  assert.ok(peak < 400, `${peak} MB`);
  // The machine may be busy with other tests; the figure is in the diagnostic.
  assert.ok(slowest < 15, `${slowest} s`);
  assert.ok(seconds < 120, `${seconds} s`);
});

it("One ERP that sends a gigabyte in a fleet of thirteen leaves the time of the twelve others about as it was", async (t) => {
  const slowestOf = ({ run: { results } }: { run: FleetRun }): number =>
    Math.max(...results.filter(({ outcome }) => outcome === "ok").map(({ seconds }) => seconds));
  const usual = slowestOf(await drift(names(0, WELL)));
  beHostile();
  for (const [place, [what]] of HOSTILE.slice(0, 3).entries()) {
    const { run, ...taken } = await drift([...names(0, WELL), ...names(WELL + place, WELL + place + 1)]);
    assert.equal(run.results.filter(({ outcome }) => outcome === "ok").length, WELL);
    const times = slowestOf({ run }) / usual;
    t.diagnostic(
      `${what}: the others ${times.toFixed(2)} times as long; ${taken.peak.toFixed(0)} MB at most`,
    );
    assert.ok(times < 6 && taken.peak < 400, `${what}: ${times} times, ${taken.peak} MB`);
  }
});

it("A run that is killed while it waits for hostile ERPs leaves the results of all others, and the rest as not run", async () => {
  beHostile();
  const file = join(directory, "results.json");
  const written = (): string[] => {
    if (!existsSync(file)) return [];
    const { results } = readResults(file, readFileSync(file, "utf8"));
    return results.filter(({ outcome }) => outcome === "ok").map(({ tenant }) => tenant);
  };
  let child: ChildProcess | undefined;
  const ended = stacks.modernAuth(["drift", "--all", "--engine", "none", "--results", file], {
    env: { CI: "true" },
    onStart: (started) => {
      child = started;
    },
  });
  while (written().length < WELL) assert.equal(await Promise.race([ended, sleep(50)]), undefined);
  child?.kill("SIGKILL");
  assert.equal((await ended).signal, "SIGKILL");
  assert.deepEqual(written(), names(0, WELL));
  const { results, notes } = readResults(file, readFileSync(file, "utf8"));
  assert.equal(results.length, WELL + HOSTILE.length);
  assert.ok(results.some(({ outcome }) => outcome === "not-run"));
  assert.deepEqual(notes, ["The run had not ended when this was written."]);
});
