import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { createFleet, type FleetTenant } from "#sandbox/fleet/fleet.ts";
import { type FleetSandbox, startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";
import { leaksBelow } from "#sandbox/leaks.ts";

const directory = mkdtempSync(join(tmpdir(), "fleet-stacks-"));
let sandbox: FleetSandbox;
let stacks: FleetStacks;
before(async () => {
  sandbox = await startFleetSandbox(createFleet(3), directory);
  stacks = await FleetStacks.create(sandbox, directory);
});
after(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true });
});

async function configOf({ name }: FleetTenant): Promise<Record<string, { value: string; secret: boolean }>> {
  const { stdout } = await stacks.must(["config", "--json", "--show-secrets", "--stack", name]);
  return JSON.parse(stdout);
}

it("The stacks of a fleet are all there for the CLI, empty", async () => {
  const listed = JSON.parse((await stacks.must(["stack", "ls", "--json"])).stdout);
  assert.deepEqual(
    listed.map(({ name, resourceCount }: { name: string; resourceCount?: number }) => [
      name,
      resourceCount ?? 0,
    ]),
    sandbox.fleet.tenants.map(({ name }) => [name, 0]),
  );
});

it("The stacks of a fleet have secrets that the CLI reads, the file of a Google client that was made later among them", async () => {
  const [first, second, third] = sandbox.fleet.tenants;
  assert.ok(second && third);
  const { content } = stacks.makeGoogleClient(second);
  for (const tenant of [first, second]) {
    const config = await configOf(tenant);
    assert.deepEqual(config["modernauth:erpPassword"], { value: tenant.erpApiKey, secret: true });
  }
  const file = (await configOf(second))["erp-modern-auth:googleClientFile"];
  assert.deepEqual(JSON.parse(file?.value ?? ""), content);
  assert.equal((await configOf(third))["erp-modern-auth:googleClientFile"], undefined);
});

it("The stacks of a fleet take what the CLI encrypts under the same key", async () => {
  const [, , { name } = sandbox.fleet.tenants[0]] = sandbox.fleet.tenants;
  const input = "typed by somebody";
  await stacks.must(["config", "set", "--secret", "modernauth:erpPassword", "--stack", name], { input });
  const [, value = ""] =
    /erpPassword:\s+secure: (v1:\S+)/.exec(readFileSync(stacks.configFile(name), "utf8")) ?? [];
  assert.equal(stacks.provider.decrypt(value), input);
});

it("The stacks of a fleet leave no secret in clear in any file", () => {
  assert.ok(sandbox.secrets().length > 8);
  assert.deepEqual(leaksBelow(directory, sandbox.secrets()), []);
});
