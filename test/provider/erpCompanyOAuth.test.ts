import assert from "node:assert/strict";
import { it } from "node:test";
import { MicrosoftTab, TYPE } from "./support/microsoftTab.ts";
import { inside, output, secret, secretNames, UNKNOWN, type Wire } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const world = await World.withModule();
const clientSecret = world.makeSecret("Abc8Q~the-secret-that-entra-issued");

const tab = () => new MicrosoftTab(world, clientSecret);
const wanted = (more: Wire = {}) => tab().wanted(more);
const create = (more: Wire = {}) => tab().create(more);
const names = () => tab().names;
const held = () => tab().held;
const values = () => tab().values;

it("The company's OAuth2 values keep their secret in its envelope through check, create and read", async () => {
  const checked = await world.plugin.check(TYPE, wanted());
  assert.deepEqual(checked, { inputs: wanted(), failures: [] });
  const made = await create();
  assert.deepEqual(held(), values());
  assert.equal(made.id, "1/microsoft");
  assert.equal(made.outputs.companyId, 1);
  assert.deepEqual(secretNames(made.outputs), ["clientSecret", "found"]);
  assert.equal(inside(made.outputs.clientSecret), clientSecret);
  const live = await world.plugin.read(TYPE, made);
  assert.deepEqual(live, made, "reading changes nothing, and nothing leaves its envelope");
  assert.equal((await world.plugin.diff(TYPE, made, wanted())).changes, "none");
});

it("The company's OAuth2 values arrive in output values as they do in plain ones, secret or not", async () => {
  const made = await create({
    clientId: output({ value: wanted().clientId, dependencies: ["urn:x"] }),
    clientSecret: output({ value: clientSecret, secret: true }),
  });
  assert.deepEqual(held(), values());
  assert.equal(made.outputs.clientId, wanted().clientId);
  assert.equal(inside(made.outputs.clientSecret), clientSecret);
});

it("The company's OAuth2 values are previewed without a write, with whatever is not known yet", async () => {
  const planned = await world.plugin.create(
    TYPE,
    wanted({ clientId: UNKNOWN, clientSecret: output({ secret: true }) }),
    true,
  );
  assert.deepEqual(held(), [false, false, false, false]);
  assert.equal(planned.outputs.clientId, UNKNOWN);
  assert.equal(inside(planned.outputs.clientSecret), UNKNOWN);
  assert.equal(inside(planned.outputs.found), UNKNOWN);
});

it("The company's OAuth2 values are previewed before the module is there", async () => {
  world.row("ir.module.module", ({ name }) => name === "auth_oauth2").state = "uninstalled";
  assert.equal((await world.plugin.create(TYPE, wanted(), true)).outputs.companyId, 1);
});

it("The company's OAuth2 values that may not be used yet are not written, whatever they are, until they may", async () => {
  const waiting = await create({ ready: false });
  assert.deepEqual(held(), [false, false, false, false]);
  assert.equal(waiting.outputs.status, "awaited");
  assert.deepEqual(
    await world.plugin.read(TYPE, waiting),
    waiting,
    "what the ERP holds meanwhile is no drift",
  );
  const other = wanted({ ready: false, clientId: "another" });
  assert.equal((await world.plugin.diff(TYPE, waiting, other)).changes, "none");
  world.company[names().msTenant] = "entered meanwhile";
  await world.plugin.delete(TYPE, waiting);
  assert.equal(world.company[names().msTenant], "entered meanwhile");
  assert.deepEqual((await world.plugin.diff(TYPE, waiting, wanted({ ready: true }))).detailed, {
    status: "update!",
  });
  const planned = await world.plugin.update(TYPE, waiting, wanted({ ready: true }), true);
  assert.equal(planned.outputs.status, UNKNOWN);
  const written = await world.plugin.update(TYPE, waiting, wanted({ ready: true }));
  assert.deepEqual(held(), values());
  assert.equal(written.outputs.status, "written");
  await world.plugin.delete(TYPE, written);
  assert.deepEqual(held(), [false, "entered meanwhile", false, false]);
});

it("The company's OAuth2 values that were written stay while new ones may not be used yet", async () => {
  const made = await create();
  const next = wanted({ clientId: "the next", ready: false });
  assert.equal((await world.plugin.diff(TYPE, made, next)).changes, "none");
  assert.deepEqual((await world.plugin.diff(TYPE, made, { ...next, ready: true })).detailed, {
    clientId: "update",
  });
});

it("The company's OAuth2 values pinned to the fields that discovery found are the same; pinned to another one they are replaced", async () => {
  const made = await create();
  const { msClient, msTenant, ggClient } = names();
  const same = wanted({ fields: { clientId: msClient, tenant: msTenant } });
  assert.deepEqual((await world.plugin.diff(TYPE, made, same)).detailed, { fields: "add" });
  const pinned = await world.plugin.update(TYPE, made, same);
  assert.equal((await world.plugin.diff(TYPE, pinned, same)).changes, "none");
  const moved = await world.plugin.diff(TYPE, pinned, wanted({ fields: { clientId: ggClient } }));
  assert.deepEqual(moved.detailed, { fields: "update_replace" });
  assert.deepEqual([moved.replaces, moved.deleteBeforeReplace], [["fields"], true]);
});

it("The company's OAuth2 values that were written to a field which is not theirs are replaced, and it gets back what it held", async () => {
  const { msSecret, ggSecret } = names();
  world.company[ggSecret] = world.makeSecret("what-another-addon-needs");
  const astray = { clientSecret: ggSecret };
  const made = await create({ fields: astray });
  assert.equal(world.company[ggSecret], clientSecret);
  // As a version wrote it that took the field without a pin.
  const old = { ...made, inputs: wanted() };
  const live = await world.plugin.read(TYPE, old);
  assert.ok(live);
  assert.equal(inside(live.inputs.clientSecret), clientSecret, "it is read where it was written");
  const diff = await world.plugin.diff(TYPE, live, wanted());
  assert.deepEqual([diff.detailed, diff.replaces], [{ fields: "update_replace!" }, ["fields"]]);
  await world.plugin.delete(TYPE, live);
  assert.equal(world.company[ggSecret], "what-another-addon-needs");
  await create();
  assert.equal(world.company[msSecret], clientSecret);
});

it("The company's OAuth2 values are read where they were written though the ERP is not clear any more; the comparison says so, and a pin settles it", async () => {
  const { msSecret, ggSecret } = names();
  const fields = { clientSecret: ggSecret };
  const old = { ...(await create({ fields })), inputs: wanted() };
  world.sandbox.erp.state.hidden.push(`res.company.${msSecret}`);
  assert.ok(await world.plugin.read(TYPE, old));
  await refused(world.plugin.diff(TYPE, old, wanted()), /erp\.fields\.microsoft\.clientSecret/);
  assert.deepEqual((await world.plugin.diff(TYPE, old, wanted({ fields }))).detailed, { fields: "add" });
  await world.plugin.delete(TYPE, old);
  assert.ok(!world.company[ggSecret]);
});

it("The company's OAuth2 values that somebody overwrote show up as exactly those, and an update puts them back", async () => {
  const made = await create();
  const { msClient, msSecret } = names();
  world.company[msClient] = "an old client id";
  const hand = world.makeSecret("typed-in-by-hand-4711");
  world.company[msSecret] = hand;
  const live = await world.plugin.read(TYPE, made);
  assert.ok(live);
  assert.equal(live.inputs.clientId, "an old client id");
  assert.equal(inside(live.inputs.clientSecret), hand);
  const diff = await world.plugin.diff(TYPE, live, wanted());
  assert.deepEqual(diff.detailed, { clientId: "update", clientSecret: "update" });
  assert.deepEqual(diff.replaces, []);
  await world.plugin.update(TYPE, live, wanted(), true);
  assert.equal(world.company[msClient], "an old client id", "a preview changes nothing");
  const updated = await world.plugin.update(TYPE, live, wanted());
  assert.deepEqual(held(), values());
  assert.deepEqual(updated.outputs, made.outputs, "what was found before the first write is kept");
});

it("The company's OAuth2 values that the ERP only spells differently are no change, and a secret of other letters is one", async () => {
  const made = await create();
  const { msClient, msTenant, msRedirect, msSecret } = names();
  const { clientId, tenant, redirectUri } = wanted() as Record<string, string>;
  const row = world.company;
  row[msClient] = String(clientId).toUpperCase();
  row[msTenant] = String(tenant).toUpperCase();
  row[msRedirect] = String(redirectUri).replace(
    /^https:\/\/([^/]+)/,
    (_, host) => `HTTPS://${host.toUpperCase()}:443`,
  );
  const spelled = await world.plugin.read(TYPE, made);
  assert.ok(spelled);
  assert.equal((await world.plugin.diff(TYPE, spelled, wanted())).changes, "none");
  row[msSecret] = clientSecret.toUpperCase();
  const other = await world.plugin.read(TYPE, made);
  assert.ok(other);
  assert.deepEqual((await world.plugin.diff(TYPE, other, wanted())).detailed, { clientSecret: "update" });
});

it("The company's OAuth2 values that are not known yet may change, so the preview of an update says so", async () => {
  const made = await create();
  const unknown = wanted({ clientSecret: secret(UNKNOWN), tenant: UNKNOWN });
  const diff = await world.plugin.diff(TYPE, made, unknown);
  assert.deepEqual(diff.detailed, { clientSecret: "update", tenant: "update" });
  const { tenant: _, ...without } = made.inputs;
  const added = await world.plugin.diff(TYPE, { ...made, inputs: without }, wanted({ tenant: UNKNOWN }));
  assert.deepEqual(added.detailed, { tenant: "add" });
  const planned = await world.plugin.update(TYPE, made, unknown, true);
  assert.equal(inside(planned.outputs.clientSecret), UNKNOWN);
  assert.equal(planned.outputs.tenant, UNKNOWN);
  assert.deepEqual(held(), values());
});

it("The company's OAuth2 values are replaced, the old ones first, for another company or system", async () => {
  const made = await create();
  const diff = await world.plugin.diff(TYPE, made, wanted({ companyId: 2, system: "google" }));
  assert.deepEqual(diff.replaces.toSorted(), ["companyId", "system"]);
  assert.deepEqual(diff.detailed, { companyId: "update_replace", system: "update_replace" });
  assert.equal(diff.deleteBeforeReplace, true);
});

it("The company's OAuth2 values keep a secret in its envelope that is no longer wanted", async () => {
  const tenant = world.makeSecret("a-tenant-that-somebody-calls-secret");
  const made = await create({ tenant: secret(tenant) });
  assert.deepEqual(secretNames(made.outputs), ["clientSecret", "found", "tenant"]);
  const { tenant: _, ...without } = wanted();
  const diff = await world.plugin.diff(TYPE, made, without);
  assert.deepEqual(diff.detailed, { tenant: "delete" });
  const updated = await world.plugin.update(TYPE, made, without);
  assert.ok(!("tenant" in updated.outputs) || secretNames(updated.outputs).includes("tenant"));
});

it("The company's OAuth2 values that the ERP hides are taken for what was written last", async () => {
  const made = await create();
  world.sandbox.erp.state.masked.push(`res.company.${names().msSecret}`);
  const live = await world.plugin.read(TYPE, made);
  assert.ok(live);
  assert.equal(inside(live.inputs.clientSecret), clientSecret);
  assert.equal((await world.plugin.diff(TYPE, live, wanted())).changes, "none");
});

it("A delete of the company's OAuth2 values puts back what was found, secret included, and may be repeated", async () => {
  const { msClient, msSecret } = names();
  world.company[msClient] = "the client before us";
  world.company[msSecret] = world.makeSecret("the-secret-before-us");
  const made = await create();
  await world.plugin.delete(TYPE, made);
  assert.deepEqual(held(), ["the client before us", false, "the-secret-before-us", false]);
  await world.plugin.delete(TYPE, made);
  assert.deepEqual(held(), ["the client before us", false, "the-secret-before-us", false]);
});

it("A delete of the company's OAuth2 values leaves nothing of ours where the values were ours already: their history is not known", async () => {
  await create();
  const again = await create();
  assert.equal(again.outputs.status, "taken-over");
  await world.plugin.delete(TYPE, again);
  assert.deepEqual(held(), [false, false, false, false]);
});

it("A delete of the company's OAuth2 values puts Google's values back even where they name the same client: that one is not removed with the stack", async () => {
  const { ggClient, ggSecret, ggRedirect } = names();
  const theirs = world.makeSecret("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0");
  Object.assign(world.company, { [ggClient]: "7-x.apps.googleusercontent.com", [ggSecret]: theirs });
  const { tenant: _, ...set } = wanted({ system: "google", clientId: "7-x.apps.googleusercontent.com" });
  const made = await world.plugin.create(TYPE, set);
  assert.equal(world.company[ggSecret], clientSecret);
  await world.plugin.delete(TYPE, made);
  assert.deepEqual(
    [ggClient, ggSecret, ggRedirect].map((name) => world.company[name]),
    ["7-x.apps.googleusercontent.com", theirs, false],
  );
});

it("A delete of the company's OAuth2 values leaves the other system's values alone", async () => {
  const made = await create();
  world.company[names().ggClient] = "99-x.apps.googleusercontent.com";
  await world.plugin.delete(TYPE, made);
  assert.equal(world.company[names().ggClient], "99-x.apps.googleusercontent.com");
});

it("A delete of the company's OAuth2 values succeeds where module or company is gone, and both read as gone", async () => {
  const made = await create();
  const module = world.row("ir.module.module", ({ name }) => name === "auth_oauth2");
  module.state = "uninstalled";
  assert.equal(await world.plugin.read(TYPE, made), undefined);
  await world.plugin.delete(TYPE, made);
  module.state = "installed";
  delete world.sandbox.erp.state.records["res.company"]?.["1"];
  assert.equal(await world.plugin.read(TYPE, made), undefined);
  await world.plugin.delete(TYPE, made);
});

it("An import of the company's OAuth2 values takes over everything that is there, the secret in its envelope, and a delete leaves it", async () => {
  await create();
  const imported = await world.plugin.read(TYPE, { id: "1/microsoft", inputs: {}, outputs: {} });
  assert.ok(imported);
  assert.deepEqual(imported.inputs, wanted());
  assert.equal((await world.plugin.diff(TYPE, imported, wanted())).changes, "none");
  await world.plugin.delete(TYPE, imported);
  assert.deepEqual(held(), values());
});

it("An import of the company's OAuth2 values may name the company, and gives the id that a create gives", async () => {
  const { id } = await create();
  const name = String(world.company.name);
  const imported = await world.plugin.read(TYPE, { id: `${name}/microsoft`, inputs: {}, outputs: {} });
  assert.equal(imported?.id, id);
  assert.deepEqual(imported.inputs, wanted());
});

it("An import of the company's OAuth2 values of an id of another form names the allowed ones; of a company that is not there it is gone", async () => {
  for (const id of ["1", "/microsoft", "1/apple"])
    await refused(
      world.plugin.read(TYPE, { id, inputs: {}, outputs: {} }),
      new RegExp(`"${id}" is not the id`),
      /<name or id of the company in the ERP>\/microsoft/,
    );
  for (const id of ["77/google", "Keine AG/google"])
    assert.equal(await world.plugin.read(TYPE, { id, inputs: {}, outputs: {} }), undefined);
});

it("A write of the company's OAuth2 values that goes wrong half-way keeps what is there and what was found in the state, in envelopes, and the next one finishes", async () => {
  const { msClient, msTenant } = names();
  world.company[msTenant] = "the tenant before us";
  world.sandbox.erp.state.lost = [`res.company.${msClient}`];
  const { message, kept } = await refused(create(), new RegExp(msClient), /did not keep it/);
  assert.ok(kept);
  assert.equal(kept.id, "1/microsoft");
  assert.deepEqual(kept.reasons, [message]);
  assert.deepEqual(secretNames(kept.inputs), ["clientSecret"]);
  assert.deepEqual(secretNames(kept.outputs), ["clientSecret", "found"]);
  assert.equal((inside(kept.outputs.found) as Wire).tenant, "the tenant before us");
  world.sandbox.erp.state.lost = [];
  const finished = await world.plugin.update(TYPE, kept, wanted());
  assert.deepEqual(held(), values());
  await world.plugin.delete(TYPE, finished);
  assert.deepEqual(held(), [false, "the tenant before us", false, false]);
});

it("A write of the company's OAuth2 values that goes wrong whose outcome nobody could read is kept in the state too", async () => {
  world.onceDone(/res\.company\/write$/, () => {
    world.sandbox.erp.faults.list = [{ status: 500 }];
  });
  const { kept } = await refused(create());
  assert.deepEqual(held(), values(), "the ERP had done it");
  assert.deepEqual(Object.keys(inside(kept?.outputs.found) as Wire).length, 4);
});

it("A write of the company's OAuth2 values that goes wrong before anything was written claims nothing", async () => {
  world.sandbox.erp.faults.list = [{ match: "res.company/write$", status: 500 }];
  assert.equal((await refused(create())).kept, undefined);
  assert.deepEqual(held(), [false, false, false, false]);
});

it("A write of the company's OAuth2 values that goes wrong half-way in an update keeps the new values in the state and what was found first", async () => {
  const made = await create();
  world.sandbox.erp.state.lost = [`res.company.${names().msClient}`];
  const other = wanted({ clientId: "another", redirectUri: "https://other.example/oauth2/retrieve_token" });
  const { kept } = await refused(world.plugin.update(TYPE, made, other), /did not keep it/);
  assert.ok(kept);
  assert.equal(kept.outputs.redirectUri, other.redirectUri);
  assert.deepEqual(kept.outputs.found, made.outputs.found);
  assert.deepEqual(secretNames(kept.outputs), ["clientSecret", "found"]);
});
