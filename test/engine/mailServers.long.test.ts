import assert from "node:assert/strict";
import { after, afterEach, before, it } from "node:test";
import { setRedirectUris } from "#sandbox/emulators/google/console.ts";
import { named, World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.create();
  // "Autre boîte" is a mailbox at Google.
  server("Autre boîte").server = "imap.gmail.com";
  world.save();
});
afterEach(() => world.restore());
after(() => world.close());

type Row = Record<string, unknown>;
const OFFICE = "Boîte de réception Office 365";
const REDIRECT = "https://demofabien.cid-erp.app/oauth2/retrieve_token";
const state = () => world.sandbox.erp.state;
const server = (name: string): Row => {
  const row = Object.values(state().records["fetchmail.server"] ?? {}).find((one) => one.name === name);
  assert.ok(row, name);
  return row;
};
const isOn = (name: string) => server(name)[state().addon.names.incomingFlag] === true;
const company = () => state().records["res.company"]?.["1"] as Row;
const googleClient = () => company()[state().addon.names.ggClient];

it("A mail server is switched when the ERP holds the values of its own system, and not before", async () => {
  await world.set("erp.incomingServers[1]", "Autre boîte");
  await world.up();
  assert.deepEqual([isOn(OFFICE), isOn("Autre boîte")], [true, false], "Google awaits its console");
  await world.assertClean();
  await world.importGoogleClient();
  await world.up();
  assert.deepEqual([isOn(OFFICE), isOn("Autre boîte")], [true, true]);
  await world.assertClean();
});

it("A mail server of a system that this tenant does not use stops the preview", async () => {
  await world.run(["config", "rm", "--path", "google"]);
  await world.set("erp.incomingServers[1]", "Autre boîte");
  const { code, messages } = await world.preview();
  assert.notEqual(code, 0);
  assert.match(
    messages,
    /erp\.incomingServers\[1\]: the incoming mail server "Autre boîte" is at imap\.gmail\.com, but only microsoft/,
  );
  assert.doesNotMatch(messages, /\.ts:\d+/);
});

it("A mail server that is listed by its name and by its id stops the preview", async () => {
  await world.set("erp.incomingServers[1]", "1");
  const { code, messages } = await world.preview();
  assert.notEqual(code, 0);
  assert.match(messages, /erp\.incomingServers\[1\]: .* is listed twice, once by name and once by id/);
  assert.match(messages, /pulumi config rm --path 'erp\.incomingServers\[1\]'/);
});

it("A Google client whose redirect URI Google does not take yet is kept from the ERP, and so is what depends on it, until a later up", async () => {
  await world.set("erp.incomingServers[1]", "Autre boîte");
  const clientId = await world.importGoogleClient();
  setRedirectUris(world.sandbox.google, clientId, ["https://demofabien.cid-erp.app/elsewhere"]);
  const { stdout } = await world.up();
  assert.match(stdout, /Google accepts the client, but not yet the redirect URI/);
  assert.equal((await world.outputs()).google?.status, "awaiting-redirect");
  assert.deepEqual([googleClient() || false, isOn("Autre boîte")], [false, false]);
  const second = await world.up();
  assert.match(second.stdout, /Resources:\s+\d+ unchanged\s/);
  await world.assertClean();

  setRedirectUris(world.sandbox.google, clientId, [REDIRECT]);
  const { code, steps } = await world.preview();
  assert.equal(code, 7);
  assert.deepEqual(named(steps), ["modernauth ErpCompanyOAuth status", "modernauth ErpMailServer switched"]);
  await world.up();
  assert.deepEqual([googleClient(), isOn("Autre boîte")], [clientId, true]);
  assert.equal((await world.outputs()).google?.status, "proven");
  await world.assertClean();
});

it("A Google client whose redirect URI Google does not take yet that could not be looked at is given to the ERP, as unproven, and proven by a later look", async () => {
  const clientId = await world.importGoogleClient();
  world.sandbox.google.faults.list = [{ match: "GET /o/oauth2/v2/auth", status: 503 }];
  await world.up();
  assert.equal((await world.outputs()).google?.status, "redirect-unproven");
  assert.match(
    String((await world.outputs()).google?.nextStep),
    /could not be seen to take the redirect URI/,
  );
  assert.equal(googleClient(), clientId);
  world.sandbox.google.faults.list = [];
  await world.assertClean();
  await world.up();
  assert.equal((await world.outputs()).google?.status, "proven");
});
