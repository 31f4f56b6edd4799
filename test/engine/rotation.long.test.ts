import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { modernAuth } from "./modernAuth.ts";
import { RotationWorld } from "./rotationWorld.ts";
import { killTree, startUp, until } from "./running.ts";
import { SecretWatch } from "./secretWatch.ts";

const FIRST = "1: 2026-11-23 to 2028-11-23";
const SECOND = "2: 2028-09-24 to 2030-09-24";
const END = "2030-09-24";

let tenant: RotationWorld;
let watch: SecretWatch | undefined;
before(async () => {
  tenant = await RotationWorld.create();
});
afterEach(() => {
  watch?.stop();
  tenant.restore();
});
after(() => tenant.world.close());

/** From now on the ERP's secret has to work at every moment. */
function watched(): SecretWatch {
  watch = new SecretWatch(tenant.world);
  return watch;
}
const keyIds = () => tenant.secrets.map(({ keyId }) => keyId);
const days = (...dates: string[]) => dates.map((date) => `${date}T00:00:00Z`);

it("A rotation goes through in two updates, the ERP holds a working secret at every moment, and each step may be done twice", async () => {
  const { world } = tenant;
  tenant.clock.put("2028-09-24");
  const watching = watched();
  const [first] = keyIds();
  world.sandbox.entra.state.secretPropagation = { requests: 3, milliseconds: 0 };

  const shown = await tenant.rotate("--dry-run");
  assert.deepEqual([shown.code, shown.action, shown.written], [0, "added", false]);
  assert.deepEqual(shown.generations.at(-1), { number: 2, start: "2028-09-24", end: END });
  assert.deepEqual(tenant.declared, [FIRST]);

  const added = await tenant.rotate();
  assert.deepEqual(
    [added.code, added.action, added.written, added.nextStep],
    [0, "added", true, "pulumi up --stack dev"],
  );
  assert.deepEqual(tenant.declared, [FIRST, SECOND]);
  const again = await tenant.rotate();
  assert.deepEqual([again.code, again.action, again.nextStep], [0, "none", "pulumi up --stack dev"]);
  assert.match(again.because, /^secret 2, from 2028-09-24 to 2030-09-24, is not made yet$/);
  const early = await tenant.rotate("--retire");
  assert.deepEqual([early.code, early.action, early.nextStep], [4, "refused", "pulumi up --stack dev"]);
  assert.deepEqual(tenant.declared, [FIRST, SECOND]);

  await world.up();
  assert.deepEqual(tenant.ends, days("2028-11-23", END));
  const [, second] = keyIds();
  assert.equal(tenant.heldByErp, second);
  const pushed = await tenant.rotate();
  assert.deepEqual(
    [pushed.code, pushed.action, pushed.nextStep],
    [0, "none", "modern-auth rotate dev --retire"],
  );

  const retired = await tenant.rotate("--retire");
  assert.deepEqual([retired.code, retired.action, retired.nextStep], [0, "retired", "pulumi up --stack dev"]);
  assert.deepEqual(tenant.declared, [SECOND]);
  const twice = await tenant.rotate("--retire");
  assert.deepEqual([twice.code, twice.action, twice.nextStep], [0, "none", "pulumi up --stack dev"]);

  await world.up();
  watching.end([first as string, second as string]);
  assert.equal((await tenant.rotate("--retire")).nextStep, "");
  await tenant.assertFinal(END);
});

it("A rotation that Microsoft refuses for its lifetime leaves the old secret working, and goes through with a shorter one", async () => {
  const { world } = tenant;
  const watching = watched();
  const [first] = keyIds();
  const { defaultAppManagementPolicy: policy } = world.sandbox.entra.state.policies;
  policy.isEnabled = true;
  policy.applicationRestrictions.passwordCredentials = [
    { restrictionType: "passwordLifetime", maxLifetime: "P1Y", restrictForAppsCreatedAfterDateTime: null },
  ];
  await tenant.rotate("--start", new Date().toISOString().slice(0, 10));
  const failed = await world.run(["up", "--yes", "--skip-preview"]);
  assert.notEqual(failed.code, 0);
  assert.match(failed.stdout, /CredentialInvalidLifetimeAsPerAppPolicy/);
  assert.deepEqual(keyIds(), [first]);
  assert.equal(tenant.heldByErp, first);

  const shorter = await tenant.rotate("--months", "5");
  assert.deepEqual([shorter.code, shorter.action], [0, "redated"]);
  assert.match(shorter.because, /It ends before secret 1 does/);
  await world.up();
  watching.end(keyIds());
  assert.equal(tenant.ends.at(-1), `${shorter.generations.at(-1)?.end}T00:00:00Z`);
  assert.equal(tenant.heldByErp, keyIds().at(-1));
});

/** Where the update of a rotation is killed: the request whose work is done and whose answer never comes. */
const MOMENTS: [string, "entra" | "erp", string, () => boolean, number, string][] = [
  ["it made the secret", "entra", "/addPassword$", () => keyIds().length === 2, 1, "pulumi up --stack dev"],
  [
    "the ERP took it",
    "erp",
    "POST /json/2/res\\.company/write",
    () => tenant.heldByErp === keyIds().at(1),
    0,
    // The ERP works with it already, whatever the state has not learned yet.
    "modern-auth rotate dev --retire",
  ],
];

for (const [what, system, match, done, orphans, next] of MOMENTS)
  it(`A rotation whose update is killed right after ${what} is finished by running everything again, and the ERP's secret works all the while`, async () => {
    const { world } = tenant;
    const watching = watched();
    const [first] = keyIds();
    await tenant.rotate("--start", "2028-09-24");
    await killedUp(system, match, done);
    const left = keyIds()[1];

    const again = await tenant.rotate();
    assert.deepEqual([again.code, again.action, again.nextStep], [0, "none", next]);
    assert.deepEqual(tenant.declared, [FIRST, SECOND]);
    const { stdout } = await world.up();
    assert.equal(keyIds().length, 2 + orphans);
    const newest = keyIds().at(-1) as string;
    assert.equal(tenant.heldByErp, newest);
    if (orphans > 0) {
      assert.ok(stdout.includes(`a secret that this stack does not manage: key id ${left}`), stdout);
      // Pulumi keeps the interrupted creation in the state, and nothing may be removed until it is forgotten.
      const refresh = await world.run(["refresh", "--yes", "--clear-pending-creates"]);
      assert.equal(refresh.code, 0, refresh.stdout + refresh.stderr);
      const removal = await modernAuth(world, ["verify", "dev", "--remove-orphans", "--yes"]);
      assert.equal(removal.code, 0, removal.stdout + removal.stderr);
      assert.equal(keyIds().length, 2, removal.stdout + removal.stderr);
    }
    assert.equal((await tenant.rotate("--retire")).action, "retired");
    await world.up();
    watching.end([first as string, newest]);
    await tenant.assertFinal(END);
  });

it("A rotation whose update is killed right after it removed the older secret is finished by one more update", async () => {
  const { world } = tenant;
  const watching = watched();
  const [first] = keyIds();
  await tenant.rotate("--start", "2028-09-24");
  await world.up();
  const [, second] = keyIds();
  await tenant.rotate("--retire");
  await killedUp("entra", "/removePassword$", () => keyIds().length === 1);
  const again = await tenant.rotate("--retire");
  assert.deepEqual([again.code, again.action, again.nextStep], [0, "none", "pulumi up --stack dev"]);
  await world.up();
  watching.end([first as string, second as string]);
  await tenant.assertFinal(END);
});

/** Runs `pulumi up`, kills it when a request is done that it never gets an answer to, and unlocks the stack. */
async function killedUp(system: "entra" | "erp", match: string, done: () => boolean): Promise<void> {
  const { world } = tenant;
  const { faults } = world.sandbox[system];
  faults.list = [{ match, after: true, latencyMs: 60_000 }];
  const { child, running } = startUp(world);
  await until(done, running);
  killTree(child.pid as number);
  const run = await running;
  assert.equal(run.signal, "SIGKILL", run.stdout + run.stderr);
  faults.list = [];
  assert.equal((await world.run(["cancel", "--yes"])).code, 0);
}

const NEXT_END = "2030-12-01";
const cases: [string, () => void][] = [
  ["has ended", () => tenant.clock.put("2028-12-01")],
  [
    "has ended and was removed by hand",
    () => {
      tenant.clock.put("2028-12-01");
      tenant.removeInEntra(keyIds()[0] as string);
    },
  ],
];
for (const [what, happen] of cases)
  it(`A rotation of a secret that ${what} replaces it in one update`, async () => {
    happen();
    const replaced = await tenant.rotate();
    assert.deepEqual([replaced.code, replaced.action, replaced.due], [0, "replaced", true]);
    assert.match(replaced.because, /in place of secret 1, which ended on 2028-11-23$/);
    assert.deepEqual(tenant.declared, ["2: 2028-12-01 to 2030-12-01"]);
    await tenant.world.up();
    await tenant.assertFinal(NEXT_END);
  });

it("A rotation of a secret that was removed by hand replaces it in one update, with the new dates and not with those of the old one", async () => {
  tenant.removeInEntra(keyIds()[0] as string);
  const replaced = await tenant.rotate("--start", "2028-09-24");
  assert.deepEqual([replaced.code, replaced.action], [0, "replaced"]);
  assert.match(replaced.because, /in place of secret 1, which was removed in Entra$/);
  assert.deepEqual(tenant.declared, [SECOND]);
  await tenant.world.up();
  await tenant.assertFinal(END);
});

for (const flags of [[], ["--continue-on-error"]])
  it(`A secret that is replaced by hand in the configuration, in one step is not removed while the ERP refuses the new one: pulumi up ${flags}`, async () => {
    const { world } = tenant;
    const watching = watched();
    const [first] = keyIds();
    await world.set("microsoft.generations[0].number", "2");
    world.sandbox.erp.faults.list = [{ match: "POST /json/2/res\\.company/write", status: 403 }];
    const failed = await world.run(["up", "--yes", "--skip-preview", ...flags]);
    assert.notEqual(failed.code, 0);
    assert.equal(keyIds().length, 2);
    world.sandbox.erp.faults.list = [];
    await world.up();
    watching.end([first as string, ...keyIds()]);
    await tenant.assertFinal("2028-11-23");
  });

it("modern-auth rotate --if-due asks neither Microsoft nor the ERP before the day, and does nothing", async () => {
  tenant.clock.put("2028-09-23");
  const { entra, erp } = tenant.world.sandbox;
  entra.faults.list = [{ drop: true }];
  erp.faults.list = [{ drop: true }];
  const { code, action, due, because } = await tenant.rotate("--if-due");
  assert.deepEqual([code, action, due], [0, "none", false]);
  assert.equal(because, "secret 1 ends 2028-11-23, and is due from 2028-09-24");
});

it("modern-auth rotate --if-due declares the next secret on the day, and goes on to say that it is due until the update has run", async () => {
  tenant.clock.put("2028-09-24");
  const added = await tenant.rotate("--if-due");
  assert.deepEqual([added.code, added.action, added.due], [0, "added", true]);
  const again = await tenant.rotate("--if-due");
  assert.deepEqual([again.action, again.due, again.nextStep], ["none", true, "pulumi up --stack dev"]);
  await tenant.world.up();
  const done = await tenant.rotate("--if-due");
  assert.deepEqual([done.action, done.due, done.nextStep], ["none", false, ""]);
  assert.deepEqual(tenant.declared, [FIRST, SECOND]);
});

it("modern-auth rotate --if-due is refused on a machine whose clock is wrong: all its dates would be", async () => {
  const { code, action, because, written } = await tenant.rotateOn("2028-09-24", "--if-due");
  assert.deepEqual([code, action, written], [4, "refused", false]);
  assert.match(because, /clock is 6\d\d days ahead of Microsoft's and Google's: set the clock/);
  assert.deepEqual(tenant.declared, [FIRST]);
});

describe("Between the two updates of a rotation", () => {
  let between: { first: string; second: string; firstValue: string };
  before(async () => {
    const firstValue = tenant.inErp;
    await tenant.rotate("--start", "2028-09-24");
    await tenant.world.up();
    const [first, second] = keyIds() as [string, string];
    between = { first, second, firstValue };
    tenant.world.save();
  });

  async function assertStays(because: RegExp): Promise<void> {
    const { code, action, because: said, nextStep } = await tenant.rotate("--retire");
    assert.deepEqual([code, action, nextStep], [4, "refused", "pulumi up --stack dev"]);
    assert.match(said, because);
    assert.deepEqual(tenant.declared, [FIRST, SECOND]);
  }

  it("the older secret is not retired while the ERP holds it again, another one, or none", async () => {
    tenant.tenant.setInErp("msSecret", between.firstValue);
    await assertStays(/^secret 1 stays: the ERP still holds secret 1, not secret 2$/);
    tenant.tenant.addSecret("test", "uvw8Q~a-secret-made-in-the-portal-0815");
    tenant.tenant.setInErp("msSecret", "uvw8Q~a-secret-made-in-the-portal-0815");
    await assertStays(/the ERP holds a secret that is none of this stack's/);
    tenant.tenant.setInErp("msSecret", false);
    await assertStays(/the ERP holds no secret/);
  });

  it("the older secret is not retired when the newer one was revoked, which a rotation replaces", async () => {
    tenant.removeInEntra(between.second);
    await assertStays(/^secret 1 stays: Microsoft does not accept what the ERP holds: AADSTS7000215/);
    const replaced = await tenant.rotate("--start", "2028-09-25");
    assert.deepEqual([replaced.code, replaced.action], [0, "replaced"]);
    assert.deepEqual(tenant.declared, [FIRST, "3: 2028-09-25 to 2030-09-25"]);
    await tenant.world.up();
    assert.deepEqual(tenant.ends, days("2028-11-23", "2030-09-25"));
    assert.equal(tenant.heldByErp, keyIds()[1]);
    await tenant.rotate("--retire");
    await tenant.world.up();
    await tenant.assertFinal("2030-09-25");
  });

  it("an older secret that was removed by hand is taken out instead of being made again", async () => {
    tenant.removeInEntra(between.first);
    const { code, action, because } = await tenant.rotate();
    assert.deepEqual([code, action], [0, "retired"]);
    assert.match(because, /; secret 1, which was removed in Entra, is taken out$/);
    await tenant.world.up();
    await tenant.assertFinal(END);
  });

  it("Between the two updates of a rotation nothing is changed when it cannot be found out what the ERP holds, with exit code 1", async () => {
    tenant.world.sandbox.erp.faults.list = [{ status: 503 }];
    for (const args of [[], ["--retire"]]) {
      const { code, stderr } = await tenant.say(...args);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^Nothing was changed, because it could not be found out which secret the ERP works with/,
      );
    }
    assert.deepEqual(tenant.declared, [FIRST, SECOND]);
  });

  it("a rotation works without the right to look into Entra, and says what it did not see", async () => {
    tenant.tenant.limitRights([]);
    const { code, stdout } = await tenant.say("--retire");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^Not seen: whether every secret is still in Entra: .*Application\.Read\.All/m);
  });
});
