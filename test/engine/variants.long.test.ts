import assert from "node:assert/strict";
import { after, afterEach, before, it } from "node:test";
import { DEFAULT_SWITCHES, selectPermissions } from "#config/rules/permissions.ts";
import { watching } from "./watching.ts";
import { named, World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.create();
  world.save();
});
afterEach(() => world.restore());
after(() => world.close());

const company = () => world.sandbox.erp.state.records["res.company"]?.["1"] as Record<string, unknown>;
const application = () =>
  Object.values(world.sandbox.entra.state.applications).find(({ displayName }) => displayName === "CID ERP");

/** Runs `work` and returns the requests that reached a system meanwhile. */
async function requestsTo(system: "entra" | "google", work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  await watching(
    world.sandbox[system],
    (request) => seen.push(`${request.method} ${new URL(request.url).pathname}`),
    work,
  );
  return seen;
}

it("A tenant with one side only with Microsoft alone asks Google nothing and leaves the Google set as it is", async () => {
  company()[world.sandbox.erp.state.addon.names.ggClient] = "theirs";
  await world.run(["config", "rm", "--path", "google"]);
  const seen = await requestsTo("google", async () => {
    await world.up();
    await world.assertClean();
  });
  assert.deepEqual(seen, []);
  assert.equal((await world.outputs()).google, undefined);
});

it("A tenant with one side only with Google alone asks Microsoft nothing and needs no deployer there", async () => {
  for (const key of ["microsoft", "erp.incomingServers", "erp.outgoingServers"])
    await world.run(["config", "rm", "--path", key]);
  const clientId = await world.importGoogleClient();
  const env = { ARM_CLIENT_ID: "", ARM_CLIENT_SECRET: "" };
  const seen = await requestsTo("entra", async () => {
    await world.up({ env });
    assert.equal((await world.preview({ env })).code, 0);
  });
  assert.deepEqual(seen, []);
  assert.equal(company()[world.sandbox.erp.state.addon.names.ggClient], clientId);
  assert.ok(!company()[world.sandbox.erp.state.addon.names.msClient]);
});

it("A tenant with one side only with a group of permissions switched off asks for fewer, grants fewer, and can get them later", async () => {
  await world.set("microsoft.permissions.outgoingMail", "false");
  await world.up();
  const asked = () => {
    const [access] = (application()?.requiredResourceAccess ?? []) as { resourceAccess: unknown[] }[];
    return access?.resourceAccess.length;
  };
  assert.equal(asked(), selectPermissions({ ...DEFAULT_SWITCHES, outgoingMail: false }).length);
  const assignmentsOfOurs = () =>
    Object.values(world.sandbox.entra.state.appRoleAssignments).filter(
      ({ appRoleId }) => appRoleId === MAIL_SEND,
    ).length;
  const before = assignmentsOfOurs();
  await world.set("microsoft.permissions.outgoingMail", "true");
  await world.up();
  assert.equal(asked(), selectPermissions(DEFAULT_SWITCHES).length);
  assert.equal(assignmentsOfOurs(), before + 1);
  await world.assertClean();
});

const MAIL_SEND = "b633e1c5-b582-4048-a93e-9f11b44c7e96";

it("The proof lets a new secret reach the ERP only after Microsoft's token endpoint has stopped refusing it", async () => {
  const { entra, erp } = world.sandbox;
  entra.state.secretPropagation = { requests: 4, milliseconds: 0 };
  const refusalsLeft: number[] = [];
  const look = (request: Request) => {
    const writes = new URL(request.url).pathname === "/json/2/res.company/write";
    if (writes)
      refusalsLeft.push(...Object.values(entra.state.credentialHashes).map(({ refusals }) => refusals));
  };
  await watching(erp, look, () => world.up());
  assert.ok(refusalsLeft.length > 0, "the ERP was written");
  assert.ok(
    refusalsLeft.every((left) => left === 0),
    `${refusalsLeft}`,
  );
});

it("A change of the configuration to a second generation makes the next secret, gives it to the ERP, and keeps the first until it is taken out", async () => {
  await world.up();
  const secret = () => company()[world.sandbox.erp.state.addon.names.msSecret];
  const first = secret();
  for (const [key, value] of Object.entries({ number: "2", start: "2028-09-01", end: "2030-09-01" })) {
    await world.set(`microsoft.generations[1].${key}`, value);
  }
  await world.up();
  assert.notEqual(secret(), first);
  assert.equal(application()?.passwordCredentials.length, 2);
  await world.run(["config", "rm", "--path", "microsoft.generations[0]"]);
  await world.up();
  assert.deepEqual(
    application()?.passwordCredentials.map(({ endDateTime }) => endDateTime.slice(0, 10)),
    ["2030-09-01"],
  );
  assert.deepEqual(
    (await world.outputs()).microsoft?.unrecordedSecrets,
    [],
    "the retired one is not taken for a stray one",
  );
  await world.assertClean();
});

it("A change of the configuration to another DNS name changes the redirect URI everywhere", async () => {
  await world.up();
  await world.set("dns", "neu.cid-erp.app");
  const { code, steps } = await world.preview();
  assert.equal(code, 7);
  assert.deepEqual(named(steps), [
    "azuread Application web.redirectUris[0]",
    "modernauth ErpCompanyOAuth redirectUri",
  ]);
});

it("A change of the configuration that takes a mail server out switches it back as it was found", async () => {
  await world.up();
  const server = () => world.sandbox.erp.state.records["fetchmail.server"]?.["1"] as Record<string, unknown>;
  const { incomingFlag } = world.sandbox.erp.state.addon.names;
  assert.equal(server()[incomingFlag], true);
  await world.run(["config", "rm", "--path", "erp.incomingServers"]);
  await world.up();
  assert.equal(server()[incomingFlag], false);
});
