import assert from "node:assert/strict";
import { it } from "node:test";
import type { State } from "./support/plugin.ts";
import { inside, secret, secretNames, UNKNOWN, type Wire } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const TYPE = "ErpParameters";
const BASE = "https://demofabien.cid-erp.app";

const world = await World.forFile();
const clientSecret = world.makeSecret("Abc8Q~the-secret-that-entra-issued");
world.row("ir.config_parameter", ({ key }) => key === "web.base.url").value = BASE;
world.save();

const wanted = (more: Wire = {}): Wire => ({
  system: "microsoft",
  baseUrl: BASE,
  settings: {
    microsoft_outlook_client_id: "an-id",
    "microsoft_outlook.endpoint": "https://login.example/t/",
  },
  secrets: secret({ microsoft_outlook_client_secret: clientSecret }),
  ...more,
});
const create = (more: Wire = {}): Promise<State> => world.plugin.create(TYPE, wanted(more));

function held(): Record<string, unknown> {
  const rows = Object.values(world.sandbox.erp.state.records["ir.config_parameter"] ?? {});
  return Object.fromEntries(
    rows.filter(({ key }) => /^microsoft_/.test(String(key))).map(({ key, value }) => [String(key), value]),
  );
}
const values = () => ({
  microsoft_outlook_client_id: "an-id",
  "microsoft_outlook.endpoint": "https://login.example/t/",
  microsoft_outlook_client_secret: clientSecret,
});
function set(key: string, value: string): void {
  const rows = world.sandbox.erp.state.records["ir.config_parameter"] ?? {};
  const found = Object.values(rows).find((row) => row["key"] === key);
  if (found) found["value"] = value;
  else rows[String(800 + Object.keys(rows).length)] = { key, value };
}
const writes = () => world.seen.filter(({ line }) => line.endsWith("/set_param")).length;

it("The ERP's system parameters are written by a create and not by a preview, secrets in their envelope", async () => {
  const planned = await world.plugin.create(TYPE, wanted(), true);
  assert.deepEqual(held(), {});
  assert.deepEqual([inside(planned.outputs.found), planned.outputs.status], [UNKNOWN, UNKNOWN]);
  const made = await create();
  assert.deepEqual(held(), values());
  assert.equal(made.id, "microsoft");
  assert.deepEqual(secretNames(made.outputs), ["found", "secrets"]);
  assert.deepEqual(await world.plugin.read(TYPE, made), made);
  assert.equal((await world.plugin.diff(TYPE, made, wanted())).changes, "none");
});

it("The ERP's system parameters are previewed with values that are not known yet", async () => {
  const planned = await world.plugin.create(TYPE, wanted({ settings: UNKNOWN, secrets: UNKNOWN }), true);
  assert.equal(planned.outputs.settings, UNKNOWN);
  const made = await create();
  const diff = await world.plugin.diff(TYPE, made, wanted({ settings: UNKNOWN }));
  assert.deepEqual(diff.detailed, { settings: "update" });
});

it("The ERP's system parameters that somebody changed show up each by its key, and an update writes just these", async () => {
  const made = await create();
  set("microsoft_outlook.endpoint", "https://login.microsoftonline.com/common/oauth2/v2.0/");
  set("microsoft_outlook_client_secret", world.makeSecret("somebody-else's"));
  const live = await world.plugin.read(TYPE, made);
  assert.ok(live);
  const diff = await world.plugin.diff(TYPE, live, wanted());
  assert.deepEqual(diff.detailed, {
    'settings["microsoft_outlook.endpoint"]': "update",
    'secrets["microsoft_outlook_client_secret"]': "update",
  });
  const before = writes();
  await world.plugin.update(TYPE, live, wanted());
  assert.equal(writes() - before, 2);
  assert.deepEqual(held(), values());
});

it("The ERP's system parameters get back what they held, by a delete, twice if need be", async () => {
  set("microsoft_outlook_client_id", "the client before us");
  const made = await create();
  assert.equal((inside(made.outputs.found) as Wire).microsoft_outlook_client_id, "the client before us");
  await world.plugin.delete(TYPE, made);
  await world.plugin.delete(TYPE, made);
  assert.deepEqual(held(), { microsoft_outlook_client_id: "the client before us" });
});

it("The ERP's system parameters that were ours already leave nothing behind: their history is not known", async () => {
  for (const [key, value] of Object.entries(values())) set(key, value);
  await world.plugin.delete(TYPE, await create());
  assert.deepEqual(held(), {});
});

it("The ERP's system parameters that are ours no longer get back what they held", async () => {
  set("microsoft_outlook.endpoint", "the endpoint before us");
  const made = await create();
  const fewer = wanted({ settings: { microsoft_outlook_client_id: "an-id" } });
  assert.deepEqual((await world.plugin.diff(TYPE, made, fewer)).detailed, {
    'settings["microsoft_outlook.endpoint"]': "update",
  });
  await world.plugin.update(TYPE, made, fewer);
  assert.equal(held()["microsoft_outlook.endpoint"], "the endpoint before us");
});

it("The ERP's system parameters that may not be used yet are not written until they may", async () => {
  const waiting = await create({ ready: false });
  assert.deepEqual(held(), {});
  assert.deepEqual(await world.plugin.read(TYPE, waiting), waiting);
  assert.equal((await world.plugin.diff(TYPE, waiting, wanted({ ready: false }))).changes, "none");
  await world.plugin.delete(TYPE, waiting);
  assert.deepEqual((await world.plugin.diff(TYPE, waiting, wanted())).detailed, { status: "update!" });
  await world.plugin.update(TYPE, waiting, wanted());
  assert.deepEqual(held(), values());
});

it("The ERP's system parameters are refused, in the preview already, where the ERP thinks that it is reached elsewhere", async () => {
  set("web.base.url", "http://10.0.0.7:8069");
  for (const preview of [true, false]) {
    await refused(
      world.plugin.create(TYPE, wanted(), preview),
      /web\.base\.url is "http:\/\/10\.0\.0\.7:8069"/,
      /Set it to https:\/\/demofabien\.cid-erp\.app.*web\.base\.url\.freeze to True/,
    );
  }
  assert.deepEqual(held(), {});
});

it("The ERP's system parameters of which none could be written claim nothing", async () => {
  world.sandbox.erp.faults.list = [{ match: "set_param$", status: 500 }];
  assert.equal((await refused(create())).kept, undefined);
  assert.deepEqual(held(), {});
});

it("The ERP's system parameters of which the ERP keeps only some are in the state with what was found, and the next one finishes", async () => {
  set("microsoft_outlook_client_id", "the client before us");
  world.sandbox.erp.state.lost = ["ir.config_parameter.value"];
  const { kept } = await refused(
    create(),
    /system parameter microsoft_outlook_client_id and did not keep it/,
  );
  assert.ok(kept);
  world.sandbox.erp.state.lost = [];
  const finished = await world.plugin.update(TYPE, kept, wanted());
  assert.deepEqual(held(), values());
  await world.plugin.delete(TYPE, finished);
  assert.deepEqual(held(), { microsoft_outlook_client_id: "the client before us" });
});

it("The ERP's system parameters are replaced for another system, and not imported", async () => {
  const made = await create();
  assert.deepEqual((await world.plugin.diff(TYPE, made, wanted({ system: "google" }))).replaces, ["system"]);
  await refused(
    world.plugin.read(TYPE, { id: "microsoft", inputs: {}, outputs: {} }),
    /are not imported: an update takes over/,
  );
});
