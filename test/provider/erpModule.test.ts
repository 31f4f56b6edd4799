import assert from "node:assert/strict";
import { it } from "node:test";
import type { State } from "./support/plugin.ts";
import { UNKNOWN } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const TYPE = "ErpModule";
const WANTED = { module: "auth_oauth2", install: true };

const world = await World.forFile();

const module = () => world.row("ir.module.module", (row) => row.name === "auth_oauth2");
const create = (): Promise<State> => world.plugin.create(TYPE, WANTED);
const installations = () =>
  world.seen.filter(({ line }) => line.endsWith("/button_immediate_install")).length;

it("The ERP module passes its check as it is", async () => {
  assert.deepEqual(await world.plugin.check(TYPE, WANTED), { inputs: WANTED, failures: [] });
});

it("The ERP module is installed by a create, and by nothing in a preview", async () => {
  const planned = await world.plugin.create(TYPE, WANTED, true);
  assert.equal(module().state, "uninstalled");
  assert.deepEqual(planned.outputs, { ...WANTED, state: "installed", installedHere: true });
  const made = await create();
  assert.equal(module().state, "installed");
  assert.equal(made.id, "auth_oauth2");
  assert.deepEqual(made.outputs, planned.outputs);
});

it("The ERP module is previewed with inputs that are not known yet", async () => {
  const planned = await world.plugin.create(TYPE, { module: UNKNOWN, install: UNKNOWN }, true);
  assert.deepEqual(planned.outputs.module, UNKNOWN);
  await world.plugin.create(TYPE, { ...WANTED, install: UNKNOWN }, true);
  assert.equal(module().state, "uninstalled");
});

it("The ERP module is not installed without consent, and the message says how to give it, already in the preview", async () => {
  for (const preview of [true, false]) {
    await refused(
      world.plugin.create(TYPE, { ...WANTED, install: false }, preview),
      /erp\.installModule: false/,
      /"auth_oauth2" is not installed/,
      /pulumi config set --path erp\.installModule true/,
    );
  }
  assert.equal(installations(), 0);
});

it("The ERP module that was installed before is taken as found: no second installation, and a delete leaves it", async () => {
  await create();
  world.seen.length = 0;
  const found = await world.plugin.create(TYPE, { ...WANTED, install: false });
  assert.equal(found.outputs.installedHere, false);
  assert.equal(installations(), 0);
  await world.plugin.delete(TYPE, found);
  assert.equal(module().state, "installed");
});

it("The ERP module installs once although the answer got lost", async () => {
  world.sandbox.erp.state.install.answer = "drop";
  const made = await create();
  assert.equal(made.outputs.installedHere, true);
  assert.equal(module().state, "installed");
  assert.equal(installations(), 1);
});

it("The ERP module that the server does not have names itself and who can help", async () => {
  await refused(
    world.plugin.create(TYPE, { module: "auth_nowhere", install: true }),
    /"auth_nowhere" is not on the ERP server/,
  );
});

it("The ERP module is replaced when another module is wanted, and unchanged when consent is withdrawn", async () => {
  const made = await create();
  const other = await world.plugin.diff(TYPE, made, { ...WANTED, module: "mail" });
  assert.deepEqual(other.replaces, ["module"]);
  assert.deepEqual(other.detailed, { module: "update_replace" });
  assert.equal((await world.plugin.diff(TYPE, made, { ...WANTED, install: false })).changes, "none");
  const updated = await world.plugin.update(TYPE, made, { ...WANTED, install: false });
  assert.equal(updated.outputs.installedHere, true, "who installed it is not forgotten");
});

it("The ERP module reads as it is, and as gone when somebody uninstalled it", async () => {
  const made = await create();
  assert.deepEqual(await world.plugin.read(TYPE, made), made);
  for (const state of ["uninstalled", "to remove"]) {
    module().state = state;
    assert.equal(await world.plugin.read(TYPE, made), undefined, state);
  }
  module().state = "to upgrade";
  assert.ok(await world.plugin.read(TYPE, made), "a module that waits for its upgrade works");
});

it("The ERP module is imported by its name, and then belongs to whoever installed it", async () => {
  await create();
  const imported = await world.plugin.read(TYPE, { id: "auth_oauth2", inputs: {}, outputs: {} });
  assert.ok(imported);
  assert.deepEqual(imported.inputs, { module: "auth_oauth2", install: false });
  assert.equal((await world.plugin.diff(TYPE, imported, WANTED)).changes, "none");
  await world.plugin.delete(TYPE, imported);
  assert.equal(module().state, "installed");
  assert.equal(await world.plugin.read(TYPE, { id: "crm", inputs: {}, outputs: {} }), undefined);
});

it("The ERP module is uninstalled by a delete when nothing uses it, and a second delete does nothing", async () => {
  const made = await create();
  await world.plugin.delete(TYPE, made);
  assert.equal(module().state, "uninstalled");
  await world.plugin.delete(TYPE, made);
  assert.equal(module().state, "uninstalled");
});

it("The ERP module stays when another company still has a value in it", async () => {
  const made = await create();
  const other = world.row("res.company", (row) => row.name === "Autre société SA");
  other[world.sandbox.erp.state.addon.names.ggClient] = "123.apps.googleusercontent.com";
  await world.plugin.delete(TYPE, made);
  assert.equal(module().state, "installed");
  assert.equal(other[world.sandbox.erp.state.addon.names.ggClient], "123.apps.googleusercontent.com");
});

it("The ERP module stays when only an archived mail server still uses it", async () => {
  const made = await create();
  const archived = world.row("fetchmail.server", (row) => row.name === "Autre boîte");
  Object.assign(archived, { active: false, [world.sandbox.erp.state.addon.names.incomingFlag]: true });
  await world.plugin.delete(TYPE, made);
  assert.equal(module().state, "installed");
});

it("The ERP module stays when an installed module depends on it, and goes when that one is only on the disk", async () => {
  const made = await create();
  const { records } = world.sandbox.erp.state;
  const dependent: Record<string, unknown> = { name: "crm_mail_oauth2", state: "installed" };
  Object.assign(records["ir.module.module"] ?? {}, { 901: dependent });
  records["ir.module.module.dependency"] = { 1: { name: "auth_oauth2", module_id: 901 } };
  await world.plugin.delete(TYPE, made);
  assert.equal(module().state, "installed");
  dependent.state = "uninstalled";
  await world.plugin.delete(TYPE, made);
  assert.equal(module().state, "uninstalled");
});

it("The ERP module cannot be read while the ERP is away: an error, never an empty id", async () => {
  const made = await create();
  world.sandbox.erp.faults.list = [{ drop: true }];
  await refused(world.plugin.read(TYPE, made), /closed the connection before its answer was complete/);
});
