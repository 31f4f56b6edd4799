import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, it } from "node:test";
import type { FleetRun } from "#fleet/results/result.ts";
import { leaksInText } from "#sandbox/leaks.ts";
import { firstStep } from "#test/fixtures/worded.ts";
import { packagesIn, recordingModules } from "#test/support/loadedModules.ts";
import { modernAuth } from "./modernAuth.ts";
import { World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.ofMicrosoftProvisioned();
});
afterEach(() => world.restore());
after(() => world.close());

const rename = (): void => {
  const applications = Object.values(world.sandbox.entra.state.applications);
  const application = applications.find(({ displayName }) => displayName === "CID ERP");
  assert.ok(application);
  application.displayName = "Somebody's";
};

it("modern-auth preview ends with 0 when nothing would change", async () => {
  const { code, stdout } = await modernAuth(world, ["preview", "dev"]);
  assert.equal(stdout, 'Stack "dev": nothing would change\n');
  assert.equal(code, 0);
});

it("modern-auth preview ends with 7 and names what would change, property by property; over many tenants, too", async () => {
  rename();
  const change = { op: "update", type: "azuread Application", properties: ["displayName"] };
  const one = await modernAuth(world, ["preview", "dev"]);
  assert.match(one.stdout, /^Stack "dev": 1 change\n {2}update {6}azuread Application \S+: displayName\n$/);
  assert.equal(one.code, 7);
  const many = await modernAuth(world, ["preview", "d*", "--json"]);
  assert.equal(many.code, 7, many.stderr);
  const [{ outcome, exitCode, planned }] = (JSON.parse(many.stdout) as FleetRun).results as [
    FleetRun["results"][0],
  ];
  assert.deepEqual([outcome, exitCode], ["drift", 7]);
  assert.deepEqual(
    planned?.map(({ op, type, properties }) => ({ op, type, properties })),
    [change],
  );
});

it("modern-auth preview ends with 1 and the program's own words when it could not be found out", async () => {
  await world.set("dns", "https://demofabien.cid-erp.app");
  const one = await modernAuth(world, ["preview", "dev"]);
  assert.match(one.stderr, /dns: "https:\/\/demofabien\.cid-erp\.app" contains a scheme\./);
  assert.equal(one.code, 1);
  const many = await modernAuth(world, ["preview", "d*", "--json"]);
  const [{ outcome, cause, next }] = (JSON.parse(many.stdout) as FleetRun).results as [
    FleetRun["results"][0],
  ];
  assert.equal(outcome, "failed");
  assert.match(cause?.text ?? "", /^dns: "https:\/\/demofabien\.cid-erp\.app" contains a scheme\. Allowed: /);
  assert.equal(firstStep({ tenant: "dev", next }), "pulumi config set dns <dns> --stack dev");
});

it("pulumi preview --debug shows no secret, and loads nothing of the SDK that the program has no use for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "loaded-"));
  try {
    const file = join(folder, "modules");
    const { code, stdout, stderr } = await world.run(["preview", "--debug"], { env: recordingModules(file) });
    assert.equal(code, 0, stdout);
    assert.deepEqual(leaksInText(stdout + stderr, world.sandbox.secrets()), []);
    const modules = readFileSync(file, "utf8");
    assert.ok(packagesIn(modules).includes("@pulumi/azuread"), "the list is of the program's own modules");
    const unused = packagesIn(modules).filter((name) => /arborist|pacote|execa/.test(name));
    const parts = /@pulumi\/pulumi\/(automation|runtime\/closure\/serializeClosure)/;
    // npm run test:whole-sdk
    const whole = process.env["MODERN_AUTH_WHOLE_SDK"] === "1";
    assert.equal(unused.length > 0, whole, unused.join());
    assert.equal(parts.test(modules), whole);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
