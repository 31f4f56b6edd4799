import type { ErpClient } from "./client.ts";
import { isErpError } from "./errors.ts";
import { type ModuleState, moduleState } from "./module.ts";
import { type DomainTerm, OF_EVERY_MODEL, searchRead } from "./records.ts";
import type { Refusal } from "./refusal.ts";

/** A field that a module brings. */
export interface BroughtField {
  model: string;
  name: string;
  type: string;
  label: string;
}

/** What a module brought to the ERP, as far as the user may ask. */
export interface Brought {
  module: string;
  state: ModuleState | undefined;
  /** Without those that every model has. */
  fields: readonly BroughtField[] | undefined;
}

/** Whether a refusal is about a module whose fields are not among those that may be meant: then it helps to know what it did bring. */
export const needsBrought = ({ all, problems }: Refusal): boolean =>
  problems.some(({ matches }) => matches.length === 0) &&
  !all.some(({ inModule, role, useOAuth2 }) => inModule && (role !== undefined || useOAuth2));

/** Never fails: it explains another failure. */
export async function readBrought(client: ErpClient, module: string): Promise<Brought> {
  const state = await ifPossible(moduleState(client, module));
  return { module, state, fields: await ifPossible(readFields(client, module)) };
}

async function readFields(client: ErpClient, module: string): Promise<BroughtField[]> {
  const domain: DomainTerm[] = [
    ["module", "=", module],
    ["model", "=", "ir.model.fields"],
  ];
  const ids = (await searchRead(client, "ir.model.data", domain, ["res_id"])).map((row) => row["res_id"]);
  if (ids.length === 0) return [];
  const columns = ["model", "name", "ttype", "field_description"];
  const rows = await searchRead(client, "ir.model.fields", [["id", "in", ids]], columns);
  return rows
    .map((row) => ({
      model: String(row["model"]),
      name: String(row["name"]),
      type: String(row["ttype"]),
      label: String(row["field_description"]),
    }))
    .filter(({ name }) => !OF_EVERY_MODEL.has(name));
}

async function ifPossible<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isErpError(error)) return undefined;
    throw error;
  }
}
