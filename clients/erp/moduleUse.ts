import type { ErpClient } from "./client.ts";
import { searchRead } from "./records.ts";

/** Fields that the ERP itself adds to every model and lists under each module. */
const TECHNICAL = new Set(["id", "display_name", "__last_update"]);

/**
 * Whether any record still holds a value in a field that the module brought: then uninstalling it would destroy data.
 *
 * @throws ErpError "no-rights" where only administrators may ask
 */
export async function moduleIsInUse(client: ErpClient, module: string): Promise<boolean> {
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
    const used = await searchRead(client, model, [[name, "!=", false]], ["id"], { limit: 1 });
    if (used.length > 0) return true;
  }
  return false;
}
