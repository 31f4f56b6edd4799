import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { type AttachedPlugins, attachPlugins } from "#sandbox/attached/process.ts";
import { provisionCopies } from "#sandbox/fleet/copies.ts";
import { createFleet, type FleetTenant } from "#sandbox/fleet/fleet.ts";
import { type FleetSandbox, startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";
import { inWords, nameOf } from "#test/fixtures/findings.ts";
import { TenantByHand } from "#test/verify/tenantByHand.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";

const directory = mkdtempSync(join(tmpdir(), "fleet-copies-"));
let sandbox: FleetSandbox;
let stacks: FleetStacks;
let plugins: AttachedPlugins;
before(async () => {
  const fleet = createFleet(4);
  sandbox = await startFleetSandbox(fleet, directory);
  stacks = await FleetStacks.create(sandbox, directory);
  plugins = await attachPlugins(stacks, stacks.configFolder);
  await provisionCopies(stacks, fleet);
});
after(async () => {
  await plugins.close();
  await sandbox.close();
  rmSync(directory, { recursive: true });
});

/** What `modern-auth verify` finds. */
async function verified({ name }: FleetTenant): Promise<{ code: number | null; findings: Finding[] }> {
  const { code, stdout, stderr } = await stacks.modernAuth(["verify", name, "--json"]);
  assert.deepEqual(leaksInText(stdout + stderr, sandbox.secrets()), []);
  assert.ok(stdout.startsWith("{"), stdout + stderr);
  return { code, findings: JSON.parse(stdout).findings };
}

/** The check of a secret is named by its key id, which no two tenants share. */
const checksOf = (findings: readonly Finding[]): string[] =>
  findings.map(inWords).map(({ system, check }) => `${system} ${check.replace(/[\da-f-]{36}/, "<id>")}`);
const notOk = (findings: readonly Finding[]): string[] => findings.filter(needsAttention).map(nameOf);

it("The copies of a provisioned tenant are as much in order as the original when each is proven live, in as many findings", async () => {
  const [original, ...copies] = sandbox.fleet.tenants;
  const expected = checksOf((await verified(original)).findings);
  assert.ok(expected.length > 40);
  for (const copy of copies) {
    const { code, findings } = await verified(copy);
    assert.deepEqual(notOk(findings), []);
    assert.equal(code, 0);
    assert.deepEqual(checksOf(findings), expected);
  }
});

it("The copies of a provisioned tenant have nothing to change for the engine", async () => {
  const last = sandbox.fleet.tenants.at(-1)?.name ?? "";
  const run = await stacks.run(["preview", "--expect-no-changes", "--stack", last]);
  assert.equal(run.code, 0, run.stdout + run.stderr);
  assert.match(run.stdout, /\d+ unchanged/);
});

it("The copies of a provisioned tenant drift alone: what is broken in one is seen in that one, and in no other", async () => {
  const [, , broken] = sandbox.fleet.tenants;
  assert.ok(broken);
  const { application } = new TenantByHand(broken);
  application["signInAudience"] = "AzureADMultipleOrgs";
  for (const tenant of sandbox.fleet.tenants) {
    const { code, findings } = await verified(tenant);
    const expected: [number, string[]] =
      tenant === broken ? [7, ["drift application.signInAudience"]] : [0, []];
    assert.deepEqual([code, notOk(findings)], expected, tenant.name);
  }
  application["signInAudience"] = "AzureADMyOrg";
});

it("The copies of a provisioned tenant have secrets of their own, none of which stands in clear in any file", () => {
  const { tenants } = sandbox.fleet;
  const held = tenants.map(
    ({ erp: { state } }) => state.records["res.company"]?.["1"]?.[state.addon.names.msSecret],
  );
  assert.equal(new Set(held).size, tenants.length);
  const secrets = sandbox.secrets();
  assert.ok(held.every((secret) => secrets.includes(String(secret))));
  assert.deepEqual(leaksBelow(directory, secrets), []);
});
