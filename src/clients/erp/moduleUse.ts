import type { ErpClient } from "./client.ts";
import { searchRead } from "./records.ts";

/** Fields that the ERP itself adds to every model and lists under each module. */
const TECHNICAL = new Set(["id", "display_name", "__last_update"]);

/** What is archived is not gone. */
const WITH_ARCHIVED = { active_test: false };

/**
 * Whether uninstalling a module would destroy more than the module: an installed module depends on it and would go with it, or a
 * record, archived ones included, still holds a value in a field that it brought.
 *
 * @throws ErpError "no-rights" where only administrators may ask
 */
export async function moduleIsInUse(client: ErpClient, module: string): Promise<boolean> {
  return (await hasInstalledDependents(client, module)) || (await holdsValues(client, module));
}

async function hasInstalledDependents(client: ErpClient, module: string): Promise<boolean> {
  const dependencies = await searchRead(
    client,
    "ir.module.module.dependency",
    [["name", "=", module]],
    ["module_id"],
  );
  const ids = dependencies.map((row) => (row["module_id"] as [number, string])[0]);
  if (ids.length === 0) return false;
  const installed = await searchRead(
    client,
    "ir.module.module",
    [
      ["id", "in", ids],
      ["state", "not in", ["uninstalled", "uninstallable"]],
    ],
    ["name"],
    { limit: 1 },
  );
  return installed.length > 0;
}

async function holdsValues(client: ErpClient, module: string): Promise<boolean> {
  const owned = await searchRead(
    client,
    "ir.model.data",
    [
      ["module", "=", module],
      ["model", "=", "ir.model.fields"],
    ],
    ["res_id"],
  );
  const fields = await searchRead(
    client,
    "ir.model.fields",
    [["id", "in", owned.map((row) => row["res_id"])]],
    ["name", "model", "store"],
  );
  for (const field of fields) {
    const [model, name] = [String(field["model"]), String(field["name"])];
    if (TECHNICAL.has(name) || field["store"] === false) continue;
    const used = await searchRead(client, model, [[name, "!=", false]], ["id"], {
      limit: 1,
      context: WITH_ARCHIVED,
    });
    if (used.length > 0) return true;
  }
  return false;
}
