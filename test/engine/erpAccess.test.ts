import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, before, it } from "node:test";
import { named, World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.provisioned();
});
afterEach(() => world.restore());
after(() => world.close());

const erp = () => world.sandbox.erp;
const company = () => erp().state.records["res.company"]?.["1"] as Record<string, unknown>;

it("A tenant that is already provisioned goes on with a new API key of the ERP: the old one, which no longer works, is asked for nothing", async () => {
  const next = randomBytes(24).toString("base64url");
  erp().secrets.add(next);
  const credentials = Object.values(erp().state.credentials).find(
    ({ apiKey }) => apiKey === world.sandbox.erpApiKey,
  );
  assert.ok(credentials);
  credentials.apiKey = next;
  await world.set("modernauth:erpPassword", next, "secret");
  await world.assertClean();
  company()[erp().state.addon.names.msClient] = "changed by hand";
  await world.up();
  await world.assertClean();
  const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(destroyed.code, 0, destroyed.stdout);
});

it("A tenant that is already provisioned goes on with a database that was renamed", async () => {
  erp().state.databases = ["renamed"];
  await world.set("modernauth:erpDatabase", "renamed");
  await world.assertClean();
});

it("A tenant that is already provisioned keeps the ERP's password out of its state, even encrypted", async () => {
  const { stdout } = await world.stack.run(["stack", "export", "--show-secrets"]);
  assert.match(stdout, /ErpCompanyOAuth/);
  assert.ok(!stdout.includes(world.sandbox.erpApiKey));
});

it("A tenant that is already provisioned sees no change where company and servers are named by id instead of by name", async () => {
  await world.set("erp.company", "1");
  await world.set("erp.incomingServers[0]", "1");
  await world.set("erp.outgoingServers[0]", "1");
  await world.assertClean();
});

it("A tenant that is already provisioned changes nothing in the ERP where a field is pinned that discovery had found", async () => {
  const { msClient } = erp().state.addon.names;
  const before = structuredClone(company());
  await world.set("erp.fields.microsoft.clientId", msClient);
  assert.deepEqual(named((await world.preview()).steps), ["modernauth ErpCompanyOAuth fields"]);
  await world.up();
  assert.deepEqual(company(), before);
  await world.assertClean();
});
