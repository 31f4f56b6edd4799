import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";
import type { FleetRun } from "#fleet/results/result.ts";
import { PlainFleet } from "#test/fleet/plainFleet.ts";

let fleet: PlainFleet;
before(async () => {
  fleet = await PlainFleet.create("ch-acme", "ch-beta", "eu-gamma");
});
after(() => fleet.close());

const tenantsOf = ({ results }: FleetRun): string[] => results.map(({ tenant }) => tenant);
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd: fleet.project,
  });

it("A command for one tenant works on many by globs, and shows what it says of each, then how many ended how", async () => {
  const { code, stdout, stderr } = await fleet.modernAuth(["preflight", "ch-*"]);
  assert.equal(code, 0, stderr);
  assert.match(
    stdout,
    /^[\s\S]*Stack "ch-acme": nothing stands in the way\.\n\n[\s\S]*Stack "ch-beta": nothing stands in the way\.\n\npreflight: 2 tenants in .* s: 2 ok\n$/,
  );
  assert.match(stderr, /^\[1\/2\] ch-(acme|beta): ok, .* s$/m);
});

it("A command for one tenant works on many by tag and by shard, each tenant in one shard only", async () => {
  const first = await fleet.fleetRun(["preflight", "--tag", "ch", "--shard", "1/2"]);
  const second = await fleet.fleetRun(["preflight", "--tag", "ch", "--shard", "2/2"]);
  assert.deepEqual([tenantsOf(first), tenantsOf(second)], [["ch-acme"], ["ch-beta"]]);
  assert.deepEqual(first.results[0]?.tags, ["ch"]);
});

it("A command for one tenant works on many by what changed since a revision; a tenant that is gone is a note", async () => {
  git("init", "--quiet");
  git("add", "Pulumi*.yaml");
  git("commit", "--quiet", "-m", "all");
  const [acme, gamma] = [readFileSync(fleet.file("ch-acme")), readFileSync(fleet.file("eu-gamma"))];
  writeFileSync(fleet.file("ch-acme"), `${acme}# changed\n`);
  rmSync(fleet.file("eu-gamma"));
  const run = await fleet.fleetRun(["preflight", "--changed-since", "HEAD"]);
  assert.deepEqual(tenantsOf(run), ["ch-acme"]);
  assert.match(run.notes[0] ?? "", /^Pulumi\.eu-gamma\.yaml is gone/);
  writeFileSync(fleet.file("ch-acme"), acme);
  writeFileSync(fleet.file("eu-gamma"), gamma);
  const none = await fleet.fleetRun(["preflight", "--changed-since", "HEAD"]);
  assert.deepEqual([none.code, none.results, none.notes], [0, [], []]);
});

it("A command for one tenant works on many as one JSON for all, with what its own JSON says of each; the same as a file", async () => {
  const file = join(fleet.folder, "results.json");
  const { stdout, results, command } = await fleet.fleetRun([
    "preflight",
    "ch-acme",
    "eu-*",
    "--results",
    file,
  ]);
  assert.equal(command, "preflight");
  assert.deepEqual(
    results.map(({ tenant, outcome, exitCode, details }) => {
      const { problems } = details as { problems: { level: string; property: string }[] };
      return { tenant, outcome, exitCode, problems: problems.map((one) => `${one.level} ${one.property}`) };
    }),
    ["ch-acme", "eu-gamma"].map((tenant) => ({
      tenant,
      outcome: "ok",
      exitCode: 0,
      problems: ["info google.createProject", "info erp.access"],
    })),
  );
  assert.equal(readFileSync(file, "utf8"), stdout);
});

it("A command for one tenant works on many with the options as they were typed", async () => {
  const run = await fleet.fleetRun(["rotate", "ch-*", "--months=6", "--start", "2026-11-23", "--dry-run"]);
  for (const { details } of run.results)
    assert.deepEqual((details as { generations: unknown }).generations, [
      { number: 1, start: "2026-11-23", end: "2027-05-23" },
    ]);
});

it("A command for one tenant works on many but for one plain name prints that command's own envelope, what the engine says apart from it", async () => {
  const { stdout, stderr } = await fleet.modernAuth(["up", "eu-gamma", "--json"]);
  const { command, tenant, outcome, exitCode, next, tries } = JSON.parse(stdout);
  assert.deepEqual([command, tenant, outcome, exitCode, next, tries], ["up", "eu-gamma", "ok", 0, [], 1]);
  assert.match(stderr, /^Updating \(eu-gamma\)/m);
});

it("A command for one tenant works on many never begins anew for a tenant whose name looks like many", async () => {
  fleet.configure("ch-?");
  const run = await fleet.fleetRun(["preflight", "--tag", "ch", "--shard", "1/3"]);
  rmSync(fleet.file("ch-?"));
  assert.deepEqual(
    run.results.map(({ tenant, outcome }) => `${tenant} ${outcome}`),
    ["ch-? failed"],
  );
});

for (const [what, args, said] of [
  ["no tenant is named", ["up"], "error: No tenant is named. Give names or globs such as 'eu-*', or --all"],
  [
    "one is unknown",
    ["up", "acme", "--all"],
    'error: There is no tenant "acme". Nearest: ch-acme, ch-beta, eu-gamma. All of them: modern-auth tenant list',
  ],
  ["a glob matches none", ["up", "fr-*"], 'error: No tenant matches "fr-*".'],
  ["a tag is unknown", ["up", "--tag", "pilot"], 'error: No tenant has the tag "pilot". Allowed: ch, eu.'],
  [
    "a shard is none",
    ["up", "--all", "--shard", "5/4"],
    '"5/4" is not allowed; a part such as 1/4, from 1 on.',
  ],
  ["waves are none", ["up", "--all", "--waves", "1,x"], '"x" is not allowed; sizes such as 1,10,100%'],
  ["jobs are none", ["up", "--all", "--jobs", "0"], '"0" is not allowed; a whole number from 1 to 1000.'],
  [
    "a revision would be an option of git",
    ["up", "--changed-since=--all"],
    '"--all" is not allowed; a git revision',
  ],
  [
    "an id is of one tenant",
    ["adopt", "--all", "--application", "00000000-0000-0000-0000-000000000000"],
    "error: --application is of one tenant: name just that one",
  ],
  [
    "one file is to hold many pages",
    ["handover", "--all", "--out", "page.md"],
    'error: --out "page.md" is not a folder, and each tenant needs a file of its own.',
  ],
  [
    "nobody could be asked",
    ["verify", "--all", "--remove-orphans"],
    "error: --remove-orphans cannot ask for each of many tenants: add --yes, or name one",
  ],
] as const)
  it(`Wrong usage ends with 2, and says what is allowed, when ${what}`, async () => {
    const { code, stderr } = await fleet.modernAuth([...args]);
    assert.ok(stderr.includes(said), stderr);
    assert.equal(code, 2);
  });

it("Wrong usage ends with 2, and says what is allowed, when but a revision that git does not know is a failure", async () => {
  const { code, stderr } = await fleet.modernAuth(["up", "--changed-since", "no-such-branch"]);
  assert.match(stderr, /^What changed cannot be found out: fatal: .* git fetch --unshallow$/m);
  assert.equal(code, 1);
});
