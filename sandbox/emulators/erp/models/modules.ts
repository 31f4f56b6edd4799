import { setTimeout as sleep } from "node:timers/promises";
import { ERP_MODULE } from "#config/rules/defaults.ts";
import { DroppedConnection } from "#sandbox/emulators/core/faults.ts";
import { install, uninstall } from "../addon.ts";
import { accessDenied, missingError, userError } from "../errors.ts";
import { messages, say, type Text } from "../labels.ts";
import { ofModel, ofRecords } from "../methods.ts";
import type { ErpState } from "../options.ts";
import { nextId } from "../records.ts";
import { groupsOf } from "../rights.ts";
import { type Call, type Model, table } from "../schema.ts";
import type { Row, Value } from "../values.ts";
import { field, model } from "./common.ts";

const states: readonly (readonly [string, Text])[] = [
  ["uninstallable", ["Uninstallable", "Non installable"]],
  ["uninstalled", ["Not Installed", "Non installé"]],
  ["installed", ["Installed", "Installé"]],
  ["to upgrade", ["To be upgraded", "À mettre à jour"]],
  ["to remove", ["To be removed", "À désinstaller"]],
  ["to install", ["To be installed", "À installer"]],
];

/** Module operations refuse who lacks rights with the error of a wrong password. */
function demandSettings(call: Call): void {
  if (!groupsOf(call.world.state, call.uid).has("settings")) throw accessDenied();
}

/** Looks at the disk: a module that came to the server since gets its row. @returns rows updated and added */
function updateList(call: Call): Value {
  demandSettings(call);
  const { state } = call.world;
  const rows = table(state, "ir.module.module");
  const known = Object.values(rows).some((row) => row["name"] === ERP_MODULE);
  const add = state.addon.onServer && !known;
  if (add) rows[String(nextId(state, "ir.module.module"))] = addonRow(state);
  return [call.flavour === "odoo-14" ? 77 : 135, add ? 1 : 0];
}

/** The addon's row while it isn't installed. */
export function addonRow(state: ErpState): Row {
  const version = state.flavour === "odoo-14" ? "14.0.1.0" : "19.0.1.0";
  return {
    name: ERP_MODULE,
    shortdesc: "OAuth2 mail authentication",
    state: "uninstalled",
    installed_version: version,
    latest_version: false,
  };
}

/** Carries out a module operation as long requests go: the work is done, the answer may come late or never. */
async function operate(
  call: Call,
  pending: "to install" | "to remove",
  work: (row: Row) => void,
): Promise<Value> {
  demandSettings(call);
  const { state } = call.world;
  const rows = call.ids.map((id) => {
    const row = table(state, "ir.module.module")[String(id)];
    if (!row) throw missingError("ir.module.module", id, call.uid);
    return row;
  });
  const other = Object.values(table(state, "ir.module.module")).some((row) =>
    String(row["state"]).startsWith("to "),
  );
  if (state.install.busy || (other && call.flavour === "odoo-19")) {
    throw userError(say(messages.busy, call.messageLanguage));
  }
  const { answer, lateMs } = state.install;
  const finish = () => {
    for (const row of rows) work(row);
  };
  if (answer !== "now")
    for (const row of rows)
      row["state"] = row["state"] === "installed" && pending === "to install" ? "installed" : pending;
  if (answer === "drop") {
    if (lateMs > 0) void sleep(lateMs, undefined, { ref: false }).then(finish);
    else finish();
    throw new DroppedConnection();
  }
  if (answer === "late") await sleep(lateMs);
  finish();
  return { type: "ir.actions.act_url", target: "self", url: call.flavour === "odoo-14" ? "/web" : "/odoo" };
}

export function moduleModel({ flavour }: ErpState): Model {
  return model(flavour, {
    name: "ir.module.module",
    description: ["Module", "Module"],
    order: "name",
    access: [flavour === "odoo-14" ? "settings" : "employee", "settings"],
    fields: [
      field("name", "char", ["Technical Name", "Nom technique"], { required: true, readonly: true }),
      field("shortdesc", "char", ["Module Name", "Nom du module"], { readonly: true }),
      field("state", "selection", ["Status", "Statut"], { readonly: true, selection: states }),
      field("installed_version", "char", ["Latest Version", "Dernière version"], { readonly: true }),
      field("latest_version", "char", ["Installed Version", "Version installée"], { readonly: true }),
    ],
    methods: [
      ["update_list", ofModel([], updateList)],
      [
        "button_immediate_install",
        ofRecords([], (call) => operate(call, "to install", (row) => install(call.world, row))),
      ],
      [
        "button_immediate_uninstall",
        ofRecords([], (call) => operate(call, "to remove", (row) => uninstall(call.world, row))),
      ],
    ],
  });
}

/** Which module needs which: read before a module is taken away. */
export function moduleDependencyModel({ flavour }: ErpState): Model {
  return model(flavour, {
    name: "ir.module.module.dependency",
    description: ["Module dependency", "Dépendance du module"],
    access: ["settings", "settings"],
    fields: [
      field("name", "char", ["Name", "Nom"]),
      field("module_id", "many2one", ["Module", "Module"], { relation: "ir.module.module" }),
    ],
  });
}
