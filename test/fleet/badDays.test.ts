import assert from "node:assert/strict";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { firstStep } from "#test/fixtures/worded.ts";
import { PlainFleet } from "./plainFleet.ts";
import { until } from "./until.ts";

let fleet: PlainFleet;
before(async () => {
  fleet = await PlainFleet.create("acme", "beta", "corrupt", "invalid");
});
after(() => fleet.close());

const cancel = (tenant: string): string =>
  `pulumi cancel --stack ${tenant}   (only if that run is dead; otherwise wait for it)`;

it("On a bad day the others are not touched, and the summary says what helps: a corrupt file among them, and a configuration that is not valid", async () => {
  writeFileSync(fleet.file("corrupt"), "<<<<<<< HEAD\nconfig:\n  a: b\n=======\n");
  const valid = readFileSync(fleet.file("invalid"), "utf8");
  writeFileSync(fleet.file("invalid"), valid.replace("invalid.cid-erp.app", "https://invalid.cid-erp.app"));
  const { code, of, stderr } = await fleet.fleetRun(["preflight", "--all"]);
  assert.equal(code, 1);
  assert.deepEqual(
    Object.values(of).map(({ tenant, outcome }) => `${tenant} ${outcome}`),
    ["acme ok", "beta ok", "corrupt failed", "invalid failed"],
  );
  assert.match(of.corrupt?.cause?.text ?? "", /^Pulumi\.corrupt\.yaml is not valid YAML: /);
  assert.equal(firstStep(of.corrupt), "git log -p -1 -- Pulumi.corrupt.yaml");
  assert.match(
    of.invalid?.cause?.text ?? "",
    /^dns: "https:\/\/invalid\.cid-erp\.app" contains a scheme\. Allowed: /,
  );
  assert.equal(firstStep(of.invalid), "pulumi config set dns <dns> --stack invalid");
  assert.match(stderr, /To go on: modern-auth preflight --all --resume/);
});

it("On a bad day the others are not touched, and the summary says what helps: a lock of a killed job: whose, how old, and the one command; it stays where it is", async () => {
  mkdirSync(fleet.lockFolder("beta"), { recursive: true });
  const lock = join(fleet.lockFolder("beta"), "11111111-1111-4111-8111-111111111111.json");
  const since = new Date(Date.now() - 3 * 3_600_000).toISOString();
  writeFileSync(lock, JSON.stringify({ pid: 4242, username: "runner", hostname: "ci-7", timestamp: since }));
  const { code, of } = await fleet.fleetRun(["up", "acme", "beta", "--retries", "0"]);
  assert.equal(code, 1);
  assert.equal(of.acme?.outcome, "ok");
  assert.match(of.beta?.cause?.text ?? "", /^Locked by runner@ci-7 \(pid 4242\) since \S+Z, 3 hours ago: /);
  assert.equal(firstStep(of.beta), cancel("beta"));
  assert.ok(readFileSync(lock, "utf8").includes("ci-7"));
  rmSync(lock);
});

it("On a bad day the others are not touched, and the summary says what helps: two pipelines on one stack: the second one names the first, which goes on", async () => {
  const released = join(fleet.folder, "released");
  const first = fleet.startModernAuth(["up", "acme"], { UNTIL: released });
  await until(() => fleet.isLocked("acme"), first.ended);
  const { of } = await fleet.fleetRun(["up", "acme", "beta", "--retries", "0"]);
  writeFileSync(released, "");
  assert.match(
    of.acme?.cause?.text ?? "",
    new RegExp(`^Locked by \\S+@${hostname()} \\(pid \\d+\\) since .* seconds? ago: `),
  );
  assert.equal(firstStep(of.acme), cancel("acme"));
  assert.equal(of.beta?.outcome, "ok");
  assert.equal((await first.ended).code, 0);
});

it("On a bad day the others are not touched, and the summary says what helps: a wrong passphrase", async () => {
  const args = ["config", "set", "--secret", "googleClientFile", "{}", "--stack", "acme"];
  await fleet.run("pulumi", [...args, "--non-interactive"]);
  const { of } = await fleet.fleetRun(["preflight", "acme", "beta"], {
    PULUMI_CONFIG_PASSPHRASE: "another one",
  });
  assert.match(of.acme?.cause?.text ?? "", /^The passphrase is not the one/);
  assert.match(firstStep(of.acme) ?? "", /PULUMI_CONFIG_PASSPHRASE/);
  await fleet.run("pulumi", ["config", "rm", "googleClientFile", "--stack", "acme", "--non-interactive"]);
});

it("On a bad day the others are not touched, and the summary says what helps: a state backend that is away for a while: it is asked again, which is told", async () => {
  const away = `${fleet.state}.away`;
  renameSync(fleet.state, away);
  const run = fleet.startModernAuth(["preflight", "acme", "beta"]);
  await until(() => run.printed.stderr.includes("Try 1 of 6"), run.ended);
  renameSync(away, fleet.state);
  const { code, stderr } = await run.ended;
  assert.match(
    stderr,
    /(acme|beta): The state backend does not answer: unable to open state directory .* Try 1 of 6\./,
  );
  assert.match(stderr, /\[2\/2\]/);
  assert.equal(code, 0, stderr);
});

it("On a bad day the others are not touched, and the summary says what helps: a password in the address of a state backend that is away: it is never shown", async () => {
  const env = { PULUMI_BACKEND_URL: "postgres://operator:the-password@127.0.0.1:1/state" };
  for (const verb of ["preflight", "preview", "up"]) {
    const { code, stdout, stderr } = await fleet.modernAuth([verb, "acme"], env);
    assert.equal(code, 1);
    assert.match(stderr, /postgres:\/\/operator:…@127\.0\.0\.1:1/);
    assert.ok(!(stdout + stderr).includes("the-password"));
  }
});

it("On a bad day the others are not touched, and the summary says what helps: a tenant removed from the inventory whose stack is still there: named, and nothing is deleted", async () => {
  const file = readFileSync(fleet.file("beta"));
  rmSync(fleet.file("beta"));
  const { notes, of } = await fleet.fleetRun(["preflight", "--all"]);
  writeFileSync(fleet.file("beta"), file);
  assert.ok(!("beta" in of));
  assert.equal(notes.length, 1);
  assert.match(
    notes[0] ?? "",
    /^Pulumi\.beta\.yaml is gone, .* Nothing was deleted\..* pulumi destroy --stack beta$/,
  );
  assert.ok(readFileSync(fleet.stateFile("beta"), "utf8").length > 0);
});
