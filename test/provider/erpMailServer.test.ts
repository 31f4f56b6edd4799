import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Values } from "#provider/plugin.ts";
import type { State } from "./support/plugin.ts";
import { output, UNKNOWN } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const TYPE = "ErpMailServer";

const world = await World.withModule();

const KINDS = [
  { direction: "incoming", model: "fetchmail.server", flag: "incomingFlag" },
  { direction: "outgoing", model: "ir.mail_server", flag: "outgoingFlag" },
] as const;

/** As a stranger would have it. */
const CHANGED = {
  incoming: {
    server: "imap.stranger.example",
    port: 143,
    is_ssl: false,
    user: "eve@x.example",
    active: false,
    state: "draft",
  },
  outgoing: {
    smtp_host: "smtp.stranger.example",
    smtp_port: 25,
    smtp_encryption: "none",
    smtp_user: "eve@x.example",
    active: false,
  },
};

const names = () => world.sandbox.erp.state.addon.names;
const serverName = (direction: "incoming" | "outgoing"): string =>
  String(world.config.erp[`${direction}Servers`][0]);

for (const { direction, model, flag } of KINDS) {
  const wanted = () => ({ direction, serverId: 1, useOAuth2: true, tab: "written" });
  const row = () => world.row(model, ({ name }) => name === serverName(direction));
  const isOn = () => row()[names()[flag]] === true;
  const create = (): Promise<State> => world.plugin.create(TYPE, wanted());

  describe(`An ${direction} mail server`, () => {
    it(`An ${direction} mail server is switched to OAuth2 by a create, and not by a preview`, async () => {
      assert.deepEqual((await world.plugin.check(TYPE, wanted())).failures, []);
      const planned = await world.plugin.create(TYPE, wanted(), true);
      assert.equal(isOn(), false);
      assert.equal(planned.outputs.useOAuth2, true);
      const before = { ...row() };
      const made = await create();
      assert.equal(isOn(), true);
      assert.equal(made.id, `${direction}/1`);
      assert.equal(made.outputs.found, false);
      const changed = Object.keys(row()).filter(
        (key) => row()[key] !== before[key] && !key.startsWith("write_"),
      );
      assert.deepEqual(changed, [names()[flag]], "nothing else of the server is touched");
    });

    it(`An ${direction} mail server whose switch was taken out reads so, and an update switches it on again`, async () => {
      const made = await create();
      assert.deepEqual(await world.plugin.read(TYPE, made), made);
      row()[names()[flag]] = false;
      const live = await world.plugin.read(TYPE, made);
      assert.ok(live);
      const diff = await world.plugin.diff(TYPE, live, wanted());
      assert.deepEqual(diff.detailed, { useOAuth2: "update" });
      assert.deepEqual(diff.replaces, []);
      const planned = await world.plugin.update(TYPE, live, wanted(), true);
      assert.equal(isOn(), false, "a preview changes nothing");
      const updated = await world.plugin.update(TYPE, live, wanted());
      assert.equal(isOn(), true);
      assert.deepEqual(updated.outputs, planned.outputs);
      assert.equal(updated.outputs.found, false, "what was found first is kept");
    });

    it(`An ${direction} mail server that was led elsewhere is drift in each setting, put back by an update and accepted where the configuration keeps it`, async () => {
      const made = await create();
      const before = { ...row() };
      Object.assign(row(), CHANGED[direction]);
      const live = await world.plugin.read(TYPE, made);
      assert.ok(live);
      const names = [
        "host",
        "port",
        "encryption",
        "user",
        "active",
        ...(direction === "incoming" ? ["confirmed"] : []),
      ];
      const drift = await world.plugin.diff(TYPE, live, wanted());
      assert.deepEqual(
        drift.detailed,
        Object.fromEntries(names.map((name) => [`server.${name}`, "update!"])),
      );
      assert.deepEqual(drift.replaces, []);
      const keep = Object.fromEntries(
        names.map((name) => [name, (live.outputs.server as Values)[name]]),
      ) as Values;
      assert.equal((await world.plugin.diff(TYPE, live, { ...wanted(), keep })).changes, "none");
      const planned = await world.plugin.update(TYPE, live, wanted(), true);
      const updated = await world.plugin.update(TYPE, live, wanted());
      for (const field of Object.keys(CHANGED[direction])) assert.equal(row()[field], before[field], field);
      assert.deepEqual(updated.outputs, planned.outputs);
      assert.equal(
        (await world.plugin.diff(TYPE, updated, wanted())).changes,
        "none",
        "a second up changes nothing",
      );
    });

    it(`An ${direction} mail server of a state without a record is no drift: the next run records what it is`, async () => {
      const made = await create();
      const { recorded, server, ...outputs } = made.outputs;
      const old = { ...made, outputs };
      assert.equal((await world.plugin.diff(TYPE, old, wanted())).changes, "none");
      assert.deepEqual(await world.plugin.read(TYPE, old), made);
      row()[names()[flag]] = false;
      assert.deepEqual((await world.plugin.update(TYPE, old, wanted())).outputs, made.outputs);
    });

    it(`An ${direction} mail server is put back by a delete as it was found, twice if need be`, async () => {
      const made = await create();
      await world.plugin.delete(TYPE, made);
      assert.equal(isOn(), false);
      await world.plugin.delete(TYPE, made);
      row()[names()[flag]] = true;
      const found = await create();
      assert.equal(found.outputs.found, true);
      await world.plugin.delete(TYPE, found);
      assert.equal(isOn(), true, "it used OAuth2 before we came");
    });

    it(`An ${direction} mail server waits for the values that it needs, and is switched once they are in the tab`, async () => {
      const waiting = await world.plugin.create(TYPE, { ...wanted(), tab: "awaited" });
      assert.equal(isOn(), false);
      assert.deepEqual(await world.plugin.read(TYPE, waiting), waiting, "that it is off is no drift");
      assert.equal((await world.plugin.diff(TYPE, waiting, { ...wanted(), tab: "awaited" })).changes, "none");
      await world.plugin.delete(TYPE, waiting);
      assert.deepEqual((await world.plugin.diff(TYPE, waiting, wanted())).detailed, { switched: "update!" });
      const switched = await world.plugin.update(TYPE, waiting, wanted());
      assert.equal(isOn(), true);
      assert.equal((await world.plugin.diff(TYPE, switched, wanted())).changes, "none");
      await world.plugin.delete(TYPE, switched);
      assert.equal(isOn(), false, "what was found is what was there when it was switched");
    });

    it(`An ${direction} mail server that was on where our own values were in the tab already was switched on by us: a delete switches it off`, async () => {
      row()[names()[flag]] = true;
      const made = await world.plugin.create(TYPE, { ...wanted(), tab: "taken-over" });
      await world.plugin.delete(TYPE, made);
      assert.equal(isOn(), false);
    });

    it(`An ${direction} mail server pinned to the field that discovery found is the same switch; pinned to another one it is replaced`, async () => {
      const made = await create();
      const same = await world.plugin.diff(TYPE, made, { ...wanted(), field: names()[flag] });
      assert.deepEqual([same.detailed, same.replaces], [{ field: "add" }, []]);
      const other = model === "fetchmail.server" ? "is_ssl" : "active";
      const moved = await world.plugin.diff(TYPE, made, { ...wanted(), field: other });
      assert.deepEqual([moved.detailed, moved.replaces], [{ field: "update_replace" }, ["field"]]);
    });

    it(`An ${direction} mail server is read and put back at the switch that was set, whichever is found now`, async () => {
      const other = model === "fetchmail.server" ? "is_ssl" : "active";
      row()[other] = true;
      const made = await world.plugin.create(TYPE, { ...wanted(), field: other, useOAuth2: false });
      assert.equal(row()[other], false);
      row()[names()[flag]] = true;
      const old = { ...made, inputs: wanted() };
      assert.equal((await world.plugin.read(TYPE, old))?.inputs.useOAuth2, false);
      await world.plugin.delete(TYPE, old);
      assert.equal(row()[other], true);
    });

    it(`An ${direction} mail server that was deleted reads as gone, and deleting it succeeds`, async () => {
      const made = await create();
      delete world.sandbox.erp.state.records[model]?.[String(made.outputs.serverId)];
      assert.equal(await world.plugin.read(TYPE, made), undefined);
      await world.plugin.delete(TYPE, made);
    });

    it(`An ${direction} mail server reads as gone when the module was uninstalled, and deleting it succeeds`, async () => {
      const made = await create();
      world.row("ir.module.module", ({ name }) => name === "auth_oauth2").state = "uninstalled";
      assert.equal(await world.plugin.read(TYPE, made), undefined);
      await world.plugin.delete(TYPE, made);
    });

    it(`An ${direction} mail server is imported by direction and id, with what is live`, async () => {
      const { id } = await create();
      const imported = await world.plugin.read(TYPE, { id, inputs: {}, outputs: {} });
      assert.ok(imported);
      assert.deepEqual(imported.inputs, { direction, serverId: 1, useOAuth2: true });
      assert.equal((await world.plugin.diff(TYPE, imported, wanted())).changes, "none");
      assert.equal(imported.outputs.found, true, "a delete then leaves it as it was at the import");
    });

    it(`An ${direction} mail server is imported by direction and name too, under the id that a create gives`, async () => {
      const { id } = await create();
      const named = `${direction}/${serverName(direction)}`;
      const imported = await world.plugin.read(TYPE, { id: named, inputs: {}, outputs: {} });
      assert.equal(imported?.id, id);
      assert.deepEqual(imported.inputs, { direction, serverId: 1, useOAuth2: true });
    });

    it(`An ${direction} mail server is previewed with inputs that are not known yet`, async () => {
      const planned = await world.plugin.create(TYPE, { ...wanted(), tab: UNKNOWN }, true);
      assert.equal(planned.outputs.switched, UNKNOWN);
      const later = await world.plugin.create(TYPE, { ...wanted(), useOAuth2: output({}) }, true);
      assert.equal(later.outputs.useOAuth2, UNKNOWN);
      const made = await create();
      const diff = await world.plugin.diff(TYPE, made, { ...wanted(), useOAuth2: UNKNOWN });
      assert.deepEqual(diff.detailed, { useOAuth2: "update" });
      const updated = await world.plugin.update(TYPE, made, { ...wanted(), useOAuth2: UNKNOWN }, true);
      assert.equal(updated.outputs.useOAuth2, UNKNOWN);
      assert.equal(isOn(), true);
    });

    it(`An ${direction} mail server is replaced, the old one first, when another server is meant`, async () => {
      const diff = await world.plugin.diff(TYPE, await create(), { ...wanted(), serverId: 2 });
      assert.deepEqual(diff.replaces, ["serverId"]);
      assert.deepEqual(diff.detailed, { serverId: "update_replace" });
      assert.equal(diff.deleteBeforeReplace, true);
    });

    it(`An ${direction} mail server whose write the ERP loses is an error that names the field, and nothing is claimed`, async () => {
      world.sandbox.erp.state.lost = [`${model}.${names()[flag]}`];
      const error = await refused(create(), new RegExp(names()[flag]), /did not keep it/);
      assert.equal(error.kept, undefined);
    });

    it(`An ${direction} mail server whose switch was written but could not be read back is kept in the state with what was found`, async () => {
      world.onceDone(new RegExp(`${model}/write$`), () => {
        world.sandbox.erp.faults.list = [{ status: 500 }];
      });
      const { kept } = await refused(create());
      assert.equal(isOn(), true);
      assert.ok(kept);
      assert.equal(kept.outputs.found, false);
      world.sandbox.erp.faults.list = [];
      await world.plugin.delete(TYPE, kept);
      assert.equal(isOn(), false, "what the state kept is enough to put it back");
    });
  });
}

it("A mail server's id of another form is refused with the allowed ones", async () => {
  for (const id of ["3", "sideways/3", "incoming/"]) {
    await refused(
      world.plugin.read(TYPE, { id, inputs: {}, outputs: {} }),
      new RegExp(`"${id}" is not the id of a mail server`),
      /incoming\/<name or id in the ERP>/,
    );
  }
});

it("A mail server's id of a server that is not there imports as gone", async () => {
  for (const id of ["incoming/4711", "outgoing/Keiner"])
    assert.equal(await world.plugin.read(TYPE, { id, inputs: {}, outputs: {} }), undefined);
});

const wanted = { direction: "incoming", serverId: 1, useOAuth2: true, tab: "written" };
const row = () => world.row("fetchmail.server", ({ name }) => name === serverName("incoming"));
const drafts = () => world.seen.filter(({ line }) => line.endsWith("/set_draft")).length;

it("A confirmed incoming server stays confirmed where the ERP lets it be changed", async () => {
  const made = await world.plugin.create(TYPE, wanted);
  assert.equal(made.outputs.confirmation, "kept");
  assert.deepEqual([row().state, drafts()], ["done", 0]);
});

it("A confirmed incoming server is reset where the ERP refuses otherwise, and the state says so until the next change", async () => {
  world.sandbox.erp.state.incomingSwitch = "before confirmation";
  const made = await world.plugin.create(TYPE, wanted);
  assert.equal(made.outputs.confirmation, "reset");
  assert.deepEqual([row().state, drafts()], ["draft", 1]);
  assert.equal(row()[names().incomingFlag], true);
  assert.deepEqual(await world.plugin.read(TYPE, made), made);
  assert.equal((await world.plugin.diff(TYPE, made, wanted)).changes, "none");
});

it("A confirmed incoming server is confirmed again where that did not help, and the refusal is what is told", async () => {
  world.sandbox.erp.state.incomingSwitch = "never";
  const { kept } = await refused(world.plugin.create(TYPE, wanted), /refuses fetchmail\.server\.write/);
  assert.equal(kept, undefined);
  assert.deepEqual([row().state, drafts()], ["done", 1]);
});

it("A confirmed incoming server is not reset for a value that the ERP drops: that has other causes", async () => {
  world.sandbox.erp.state.lost = [`fetchmail.server.${names().incomingFlag}`];
  await refused(world.plugin.create(TYPE, wanted), /did not keep it/);
  assert.deepEqual([row().state, drafts()], ["done", 0]);
});

it("An incoming server that lost its confirmation, and that the ERP cannot confirm again, ends the update with the command that lets somebody sign in", async () => {
  const made = await world.plugin.create(TYPE, wanted);
  row().state = "draft";
  world.sandbox.erp.state.mailHosts = {};
  const live = await world.plugin.read(TYPE, made);
  assert.ok(live);
  await refused(
    world.plugin.update(TYPE, live, wanted),
    /lost its confirmation, so it fetches no mail/,
    /modern-auth erp authorize dev 1 --wait/,
  );
});

it("An incoming server that somebody has confirmed since is no drift, and losing that later is", async () => {
  world.sandbox.erp.state.incomingSwitch = "before confirmation";
  const made = await world.plugin.create(TYPE, wanted);
  row().state = "done";
  const confirmed = await world.plugin.read(TYPE, made);
  assert.ok(confirmed);
  assert.equal(confirmed.outputs.confirmation, "kept");
  assert.equal((await world.plugin.diff(TYPE, confirmed, wanted)).changes, "none");
  row().state = "draft";
  const lost = await world.plugin.read(TYPE, confirmed);
  assert.ok(lost);
  assert.deepEqual((await world.plugin.diff(TYPE, lost, wanted)).detailed, { "server.confirmed": "update!" });
});
