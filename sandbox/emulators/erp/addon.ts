import { ERP_MODULE } from "#config/rules/defaults.ts";
import { standardFields } from "./fieldsGet.ts";
import { groupRows } from "./groups.ts";
import { blank, nextId } from "./records.ts";
import { type Field, table, type World } from "./schema.ts";
import type { Row } from "./values.ts";

/** Models that the addon extends. */
const extended = ["ir.mail_server", "res.company", "fetchmail.server"] as const;

/** Which fields of a model `ir.model.data` lists as the addon's: its own, and those that come with any extension. */
function listed(world: World, modelName: string): Field[] {
  const always = standardFields(world.state.flavour).filter(({ name }) => !name.endsWith("_date"));
  const own = world.models.get(modelName)?.fields.filter((field) => field.module === ERP_MODULE) ?? [];
  return [...always, ...own];
}

/** Installs a module. Only the addon brings anything; installing once more changes nothing. */
export function install(world: World, module: Row): void {
  const first = module["latest_version"] === false;
  module["state"] = "installed";
  module["latest_version"] = module["installed_version"] ?? false;
  if (!first || module["name"] !== ERP_MODULE) return;
  for (const modelName of extended) {
    for (const field of listed(world, modelName)) {
      register(world, modelName, field);
      if (field.module)
        for (const row of Object.values(table(world.state, modelName))) row[field.name] = blank(field);
    }
  }
}

function register(world: World, modelName: string, field: Field): void {
  const fields = table(world.state, "ir.model.fields");
  const known = Object.entries(fields).find(
    ([, row]) => row["model"] === modelName && row["name"] === field.name,
  );
  const id = known ? Number(known[0]) : nextId(world.state, "ir.model.fields");
  fields[String(id)] ??= { name: field.name, model: modelName, ttype: field.type, size: field.size ?? 0 };
  table(world.state, "ir.model.data")[String(nextId(world.state, "ir.model.data"))] = {
    module: ERP_MODULE,
    name: `field_${modelName.replaceAll(".", "_")}${world.state.oldDialect ? "_" : "__"}${field.name}`,
    model: "ir.model.fields",
    res_id: id,
  };
}

/** Uninstalls a module: its columns go, with all that they held. */
export function uninstall(world: World, module: Row): void {
  module["state"] = "uninstalled";
  module["latest_version"] = false;
  if (module["name"] !== ERP_MODULE) return;
  const data = table(world.state, "ir.model.data");
  for (const [id, row] of Object.entries(data)) if (row["module"] === ERP_MODULE) delete data[id];
  for (const modelName of extended) {
    const own = listed(world, modelName).filter((field) => field.module);
    for (const field of own) {
      for (const row of Object.values(table(world.state, modelName))) delete row[field.name];
      const fields = table(world.state, "ir.model.fields");
      for (const [id, row] of Object.entries(fields)) {
        if (row["model"] === modelName && row["name"] === field.name) delete fields[id];
      }
    }
  }
}

/** The groups' rows, and the external ids by which they are known. */
export function registerGroups(world: World): void {
  const { flavour } = world.state;
  for (const group of groupRows(flavour)) {
    table(world.state, "res.groups")[String(group.id)] = { name: group.name[0] };
    table(world.state, "ir.model.data")[String(group.dataId)] = {
      module: "base",
      name: group.xmlId,
      model: "res.groups",
      res_id: group.id,
    };
  }
  world.state.lastIds["ir.model.data"] = flavour === "odoo-14" ? 7150 : 19270;
  world.state.lastIds["ir.model.fields"] = flavour === "odoo-14" ? 2660 : 3290;
}
