import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it, mock } from "node:test";
import type { FleetRun } from "#fleet/results/result.ts";
import { provisionCopies } from "#sandbox/fleet/copies.ts";
import { createFleet, type Fleet, type FleetTenant } from "#sandbox/fleet/fleet.ts";
import { type FleetSandbox, startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";
import { leaksInText } from "#sandbox/leaks.ts";
import { firstStep } from "#test/fixtures/worded.ts";
import { keep } from "#test/sandbox/standins/support/keep.ts";
import { CHANGES } from "../lane/changes.ts";
import { foundBy } from "../lane/found.ts";

// One more than there are kinds of change, so that one stays as it is.
const TENANTS = CHANGES.length + 1;
const [SOME, OTHER] = ["tenant-0003", "tenant-0005"];

const directory = mkdtempSync(join(tmpdir(), "modern-auth-drift-"));
let fleet: Fleet;
let sandbox: FleetSandbox;
let stacks: FleetStacks;
before(async () => {
  fleet = createFleet(TENANTS);
  sandbox = await startFleetSandbox(fleet, directory);
  stacks = await FleetStacks.create(sandbox, directory);
  await provisionCopies(stacks, fleet);
});
afterEach(() => {
  mock.restoreAll();
  for (const system of Object.values(fleet.systems)) {
    system.faults.list = [];
    system.latencyMs = 0;
  }
});
after(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

const tenantAt = (place: number): FleetTenant => {
  const tenant = fleet.tenants[place];
  assert.ok(tenant);
  return tenant;
};

/** Looks at the whole fleet, without the engine. */
async function drift(...args: string[]): ReturnType<typeof driftWith> {
  return await driftWith({}, ...args);
}

/** The same with other variables. */
async function driftWith(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; run: FleetRun; stderr: string }> {
  const { code, stdout, stderr } = await stacks.modernAuth(
    ["drift", "--all", "--engine", "none", "--json", ...args],
    // HTTPS_PROXY has to be enough, as it is for the engine.
    { env: { CI: "true", NODE_USE_ENV_PROXY: "", ...env } },
  );
  assert.deepEqual(leaksInText(stdout + stderr, sandbox.secrets()), [], "secrets stand in clear");
  assert.ok(stdout.startsWith("{"), stderr);
  return { code, run: JSON.parse(stdout) as FleetRun, stderr };
}

/** "tenant-0003 failed", all that is not well. */
const unwell = ({ results }: FleetRun): string[] =>
  results.filter(({ outcome }) => outcome !== "ok").map(({ tenant, outcome }) => `${tenant} ${outcome}`);

const resultOf = ({ results }: FleetRun, name: string) => {
  const result = results.find(({ tenant }) => tenant === name);
  assert.ok(result);
  return result;
};

describe("Drift of a fleet", () => {
  it("Drift of a fleet has never more calls in flight than allowed, and finds nothing where nobody changed anything", async () => {
    for (const system of Object.values(fleet.systems)) system.latencyMs = 10;
    fleet.traffic.reset();
    const { code, run } = await drift("--in-flight", "6");
    assert.deepEqual(unwell(run), []);
    assert.equal(code, 0);
    assert.equal(run.results.length, TENANTS);
    assert.ok(
      fleet.traffic.mostInFlight > 3 && fleet.traffic.mostInFlight <= 6,
      `${fleet.traffic.mostInFlight}`,
    );
  });

  it("Drift of a fleet knows when each secret ends and when each tenant was last updated", async () => {
    const { expiries, lastRun, checks } = resultOf((await drift()).run, SOME);
    assert.deepEqual(
      expiries?.map(({ what }) => what),
      ["secret 1"],
    );
    assert.ok(lastRun && Date.parse(lastRun) <= Date.now());
    assert.ok((checks ?? 0) > 40);
  });
});

describe("The engine's part of it", () => {
  const looking = ["drift", "tenant-000[1-3]", "--engine", "all", "--jobs", "1"];
  const json = (stdout: string): FleetRun => JSON.parse(stdout) as FleetRun;
  const env = { CI: "true" };

  it("The engine's part of it interrupted after the first tenant says how to go on, and then leaves out what was looked at", async () => {
    let child: ChildProcess | undefined;
    let seen = "";
    const stopped = await stacks.modernAuth([...looking, "--json"], {
      env,
      onStart: (started) => {
        child = started;
      },
      onOutput: (text) => {
        seen += text;
        // The first [1/3] is of the tenants that are proven live.
        if (/\[1\/3\].*\[1\/3\]/s.test(seen) && !child?.killed) child?.kill("SIGINT");
      },
    });
    const ended = json(stopped.stdout).results.map(({ outcome }) => outcome);
    // Whether the second had begun by then is chance.
    assert.deepEqual([ended[0], ended[2]], ["ok", "not-run"]);
    assert.match(
      stopped.stderr,
      /^To go on: modern-auth drift 'tenant-000\[1-3\]' --engine=all --jobs 1 --resume$/m,
    );

    const resumed = await stacks.modernAuth([...looking, "--json", "--resume"], { env });
    assert.match(resumed.stderr, /[12] of 3 are done already/);
    assert.deepEqual(unwell(json(resumed.stdout)), []);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.doesNotMatch(resumed.stderr, /To go on/);
  });
});

describe("Changes by hand", () => {
  it("Changes by hand of every kind are named exactly, each in its tenant", async () => {
    const undo = [...fleet.tenants.flatMap(({ entra, erp }) => [keep(entra), keep(erp)]), keep(fleet.google)];
    try {
      for (const [place, { make }] of CHANGES.entries()) make(tenantAt(place));
      const { code, run } = await drift();
      const expected = CHANGES.map(({ found }, place): [string, string[]] => [
        tenantAt(place).name,
        found.toSorted(),
      ]);
      assert.deepEqual(foundBy(run), new Map(expected));
      assert.equal(code, 7);
    } finally {
      for (const one of undo) one();
    }
  });
});

describe("A bad day of a fleet", () => {
  it("A bad day of a fleet with one damaged configuration file and one damaged state leaves the others looked at", async () => {
    const [file, state] = [stacks.configFile(SOME), stacks.stateFile(OTHER)];
    const [config, checkpoint] = [readFileSync(file), readFileSync(state)];
    writeFileSync(file, "config: [not: {closed");
    writeFileSync(state, checkpoint.subarray(0, 5_000));
    try {
      const { code, run } = await drift();
      assert.deepEqual(unwell(run), [`${SOME} failed`, `${OTHER} failed`]);
      assert.equal(code, 1);
      for (const name of [SOME, OTHER])
        assert.ok(resultOf(run, name).cause && resultOf(run, name).next.length > 0);
      assert.match(resultOf(run, SOME).cause?.text ?? "", /is not valid YAML/);
      assert.match(resultOf(run, OTHER).cause?.text ?? "", /state of this stack cannot be read/);
      assert.match(run.notes.join("\n"), /stacks could not be listed/);
    } finally {
      writeFileSync(file, config);
      writeFileSync(state, checkpoint);
    }
  });

  it("A bad day of a fleet on which Graph throttles all tenants for a moment makes all of them wait, and then finds nothing", async () => {
    fleet.systems.entra.faults.list = [{ match: "/\\$batch", status: 429, retryAfter: 1, times: 5 }];
    const { code, run } = await drift();
    assert.deepEqual(unwell(run), []);
    assert.equal(code, 0);
    assert.match(run.notes.join("\n"), /asked for a pause [1-5] times; all tenants waited/);
  });

  it("A bad day of a fleet on which Graph answers nobody is inconclusive for all, and drift for none", async () => {
    fleet.systems.entra.faults.list = [{ match: "/\\$batch", status: 503 }];
    const { code, run } = await drift();
    assert.equal(unwell(run).length, TENANTS);
    assert.ok(run.results.every(({ outcome }) => outcome === "inconclusive"));
    assert.equal(code, 3);
  });

  for (const [what, env] of [
    ["a wrong token", { GOOGLE_OAUTH_ACCESS_TOKEN: "wrong" }],
    ["no token", { GOOGLE_OAUTH_ACCESS_TOKEN: "", GOOGLE_CREDENTIALS: "/no/such/file" }],
  ] as const)
    it(`A bad day of a fleet with ${what} for Google is inconclusive for all, and is accepted where that is asked for, by name`, async () => {
      const { code, run } = await driftWith(env);
      assert.equal(code, 3);
      assert.ok(run.results.every(({ outcome }) => outcome === "inconclusive"));
      assert.equal((await driftWith(env, "--allow-inconclusive", "erp,microsoft")).code, 3);
      const accepted = await driftWith(env, "--allow-inconclusive", "google");
      assert.equal(accepted.code, 0);
      const named = `Accepted by --allow-inconclusive google: it could not be looked at for ${TENANTS} of ${TENANTS} tenants.`;
      assert.ok(accepted.run.notes.includes(named));
      assert.match(
        accepted.stderr,
        /^inconclusive +9 tenants: .*\n +cause .* \(accepted: --allow-inconclusive google\)/m,
      );
    });

  it("A bad day of a fleet on which Google's sign-in page says nothing is only worth knowing for three days, and then inconclusive", async () => {
    await drift();
    fleet.systems.google.faults.list = [{ match: "/o/oauth2/v2/auth", status: 503 }];
    const blind = await drift();
    assert.equal(blind.code, 0);
    const said = ({ run }: { run: FleetRun }) =>
      resultOf(run, SOME).findings?.find(({ check }) => check === "client.redirectUri")?.verdict;
    assert.equal(said(blind), "info");
    const file = join(stacks.project, ".modern-auth/redirect-seen", `${SOME}.json`);
    const seen = JSON.parse(readFileSync(file, "utf8")) as { at: string };
    const longAgo = new Date(Date.parse(seen.at) - 3 * 24 * 3600 * 1000).toISOString();
    writeFileSync(file, JSON.stringify({ ...seen, at: longAgo }));
    const blinder = await drift();
    assert.deepEqual([blinder.code, said(blinder)], [3, "inconclusive"]);
    assert.deepEqual(unwell(blinder.run), [`${SOME} inconclusive`]);
  });

  it("A bad day of a fleet under a clock that is wrong by a year says so of every tenant, and calls none of them ok", async () => {
    const { entra } = fleet.systems;
    const answer = entra.fetch.bind(entra);
    mock.method(entra, "fetch", async (request: Request) => {
      const { status, headers, body } = await answer(request);
      const dated = new Headers(headers);
      dated.set("date", new Date(Date.now() - 365 * 86_400_000).toUTCString());
      return new Response(body, { status, headers: dated });
    });
    const { code, run } = await drift();
    assert.ok(run.results.every(({ outcome }) => outcome === "inconclusive"));
    assert.match(resultOf(run, SOME).cause?.text ?? "", /clock is 36[45] days ahead of Microsoft's/);
    assert.equal(code, 3);
  });

  it("A bad day of a fleet tells a tenant without a stack, and a stack whose file is gone; deletes nothing", async () => {
    const state = stacks.stateFile(SOME);
    renameSync(state, `${state}.away`);
    const file = stacks.configFile(OTHER);
    const config = readFileSync(file);
    rmSync(file);
    try {
      const { code, run } = await drift();
      assert.deepEqual(unwell(run), [`${SOME} not-provisioned`]);
      assert.match(resultOf(run, SOME).cause?.text ?? "", /not provisioned yet/);
      assert.equal(firstStep(resultOf(run, SOME)), `modern-auth up ${SOME}`);
      assert.match(run.notes.join("\n"), new RegExp(`Pulumi\\.${OTHER}\\.yaml is gone.*Nothing was deleted`));
      assert.equal(code, 4);
      assert.equal(readFileSync(stacks.stateFile(OTHER), "utf8").length > 1000, true);
    } finally {
      renameSync(`${state}.away`, state);
      writeFileSync(file, config);
    }
  });

  it("A bad day of a fleet on which the state backend is gone says so, and no tenant is drifted", async () => {
    const { code, stderr, stdout } = await stacks.modernAuth(["drift", "--all", "--engine", "none"], {
      env: { PULUMI_BACKEND_URL: `file://${directory}/nowhere` },
    });
    assert.equal(code, 1, stdout);
    assert.match(stdout + stderr, /nowhere/);
  });
});
