import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, it } from "node:test";
import type { CalendarDate } from "#config/rules/dates.ts";
import { inWords } from "#test/fixtures/findings.ts";
import { DRIFT_CASES } from "#test/verify/driftCases.ts";
import { TenantByHand } from "#test/verify/tenantByHand.ts";
import { needsAttention } from "#verify/finding.ts";
import { Clock } from "./clock.ts";
import { modernAuth, verification } from "./modernAuth.ts";
import { World } from "./world.ts";

let world: World;
let tenant: TenantByHand;
before(async () => {
  world = await World.ofMicrosoftProvisioned();
});
beforeEach(() => {
  tenant = new TenantByHand(world.sandbox);
});
afterEach(() => world.restore());
after(() => world.close());

const cases = Object.values(DRIFT_CASES).flat();
function change(what: string): readonly string[] {
  const found = cases.find((one) => one.what === what);
  assert.ok(found, what);
  found.change(tenant);
  return found.verify;
}
const anonymous = (named: readonly string[]) =>
  named.map((line) => line.replace(/secret [\da-f-]{36}$/, "secret <id>"));

const TWELVE = [
  "it is opened to every tenant",
  "a redirect URI is added",
  "a redirect URI of a single-page application is added",
  "a redirect URI of a public client is added",
  "the implicit grant is allowed",
  "it gets an identifier URI",
  "a permission of a second API is added",
  "a federated credential is added",
  "a secret is added",
  "a delegated permission is revoked",
  "a user consents alone",
  "an application permission more is granted",
];

it("modern-auth verify says of a tenant that nobody touched that all is well, in two HTTP calls beside the token", async () => {
  const { code, named, calls } = await verification(world);
  assert.deepEqual(named, []);
  assert.equal(code, 0);
  assert.equal(calls, 2);
});

it("modern-auth verify finds twelve different changes made by hand all at once, and names the property of each", async () => {
  const expected = TWELVE.flatMap(change);
  assert.equal(expected.length, 12);
  const { code, named, findings } = await verification(world);
  assert.deepEqual(anonymous(named), expected.toSorted());
  assert.equal(code, 7);
  for (const finding of findings.filter(({ verdict }) => verdict !== "info"))
    assert.equal(needsAttention(finding), finding.next.length > 0, "what is wrong has a next step");
});

it("modern-auth verify raises no false alarm when the permissions come back in another order", async () => {
  change("the permissions come back in another order");
  assert.deepEqual((await verification(world)).named, []);
});

it("modern-auth verify changes nothing on any server, whatever it finds", async () => {
  for (const what of TWELVE) change(what);
  const { entra, erp, google } = world.sandbox;
  const before = structuredClone([entra.state, erp.state, google.state]);
  await verification(world);
  assert.deepEqual([entra.state, erp.state, google.state], before);
});

it("modern-auth verify needs read rights only, and without one of them says what it could not see, with exit code 3", async () => {
  tenant.limitRights(["Application.Read.All", "Directory.Read.All"]);
  assert.deepEqual((await verification(world)).named, []);
  tenant.limitRights(["Application.Read.All"]);
  const { code, named, findings } = await verification(world);
  assert.deepEqual(named, ["inconclusive 3 checks"]);
  assert.deepEqual(
    findings.flatMap(({ found }) =>
      found.kind === "unreadable" ? found.blocks?.map((one) => one.check) : [],
    ),
    ["consent.delegated", "consent.delegated.perUser", "consent.delegated.otherApis"],
  );
  assert.equal(code, 3);
  assert.ok(findings.some((one) => inWords(one).fix.startsWith("grant it Directory.Read.All")));
});

it("modern-auth verify still finds drift where a right is missing, with exit code 7", async () => {
  tenant.limitRights(["Application.Read.All"]);
  change("it is renamed");
  const { code, named } = await verification(world);
  assert.equal(code, 7);
  assert.ok(named.includes("drift application.displayName"));
});

it("modern-auth verify warns of a secret that will end, as early as it is asked to, and fails for it only with --strict", async () => {
  const early = ["--warn-days", "730"];
  const warned = await verification(world, early);
  assert.deepEqual(anonymous(warned.named), ["warn secret <id>"]);
  assert.equal(warned.code, 0);
  assert.equal((await verification(world, [...early, "--strict"])).code, 7);
});

it("modern-auth verify calls nothing well by a clock that is wrong by days, and says that it is the clock", async () => {
  const clock = new Clock();
  clock.put("2090-01-01");
  const ahead = await verification(world, [], clock.env);
  assert.equal(ahead.code, 7, "a secret that ends in its eyes is told all the same");
  const before = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10) as CalendarDate;
  clock.put(before);
  const { code, stdout } = await modernAuth(world, ["verify", "dev"], clock.env);
  assert.equal(code, 3, stdout);
  assert.match(
    stdout,
    /^clock {9}this machine's clock is [234] days behind Microsoft's.*\n {2}fix {9}set the clock/m,
  );
});

it("modern-auth verify prints for people what is not ok in full, and of the rest the number", async () => {
  change("it is renamed");
  const { stdout } = await modernAuth(world, ["verify", "dev"]);
  assert.match(
    stdout,
    /^drift {9}microsoft application\.displayName\n {2}expected {4}CID ERP\n {2}found {7}CID ERP 2\n {2}fix {9}pulumi up --stack dev\n\n(info .*\n( .*\n)+\n)*Stack "dev": 1 drift, (\d+ info, )?\d+ ok\n$/,
  );
});

it("modern-auth verify says of a stack whose state was lost that pulumi up has to run", async () => {
  await world.loseState();
  const { code, named, findings } = await verification(world);
  assert.deepEqual(named, ["drift application"]);
  const [said] = findings.map(inWords);
  assert.match(said?.actual ?? "", /^not in this stack's state, although object .* carries its tag$/);
  assert.equal(said?.fix, "pulumi up --stack acme   (adopts it)");
  assert.equal(code, 7);
});

it("modern-auth verify ends with 2 for a stack that does not exist, as for wrong usage", async () => {
  const nobody = await modernAuth(world, ["verify", "nobody"]);
  assert.equal(nobody.code, 2);
  assert.match(nobody.stderr, /nobody/);
  assert.equal((await modernAuth(world, ["verify"])).code, 2);
  const days = await modernAuth(world, ["verify", "dev", "--warn-days", "soon"]);
  assert.equal(days.code, 2);
  assert.match(days.stderr, /"soon" is not allowed; a whole number of days from 0 to 730/);
});

const REMOVE = ["--remove-orphans", "--yes"];

it("modern-auth verify --remove-orphans removes what an interrupted run left behind and nothing else, and says so", async () => {
  const orphan = tenant.leaveSecret();
  const added = tenant.addSecret("test", "uvw8Q~another-secret-made-in-the-portal");
  const before = tenant.application.passwordCredentials.map(({ keyId }) => keyId);
  const { named, removed, code } = await verification(world, REMOVE);
  assert.deepEqual(removed, [orphan.keyId]);
  assert.deepEqual(named, [`drift secret ${added.keyId}`]);
  assert.equal(code, 7);
  assert.deepEqual(
    tenant.application.passwordCredentials.map(({ keyId }) => keyId),
    before.filter((keyId) => keyId !== orphan.keyId),
  );
  const { stderr } = await modernAuth(world, ["verify", "dev", ...REMOVE]);
  assert.equal(stderr, "", "there is nothing left to remove");
});

it("modern-auth verify --remove-orphans spares the secret that the ERP uses", async () => {
  const secret = "xyz8Q~a-secret-that-the-erp-uses-by-now";
  const orphan = tenant.leaveSecret(secret);
  tenant.setInErp("msSecret", secret);
  const { removed, kept } = await verification(world, REMOVE);
  assert.deepEqual(removed, []);
  assert.match(kept.join(), /the ERP may be using it/);
  assert.ok(tenant.application.passwordCredentials.some(({ keyId }) => keyId === orphan.keyId));
});

it("modern-auth verify --remove-orphans asks first: without a terminal and without --yes it removes nothing, with exit code 2", async () => {
  tenant.leaveSecret();
  const { code, stderr } = await modernAuth(world, ["verify", "dev", "--remove-orphans"]);
  assert.equal(code, 2);
  assert.match(stderr, /there is no terminal: add --yes/);
  assert.equal(tenant.application.passwordCredentials.length, 2);
});

it("modern-auth verify --remove-orphans says which right is missing, with exit code 1", async () => {
  tenant.leaveSecret();
  tenant.limitRights(["Application.Read.All", "Directory.Read.All"]);
  const { code, stderr } = await modernAuth(world, ["verify", "dev", ...REMOVE]);
  assert.equal(code, 1);
  assert.match(stderr, /grant it the application permission Application\.ReadWrite\.OwnedBy/);
  assert.equal(tenant.application.passwordCredentials.length, 2);
});
