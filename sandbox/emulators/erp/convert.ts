import { validationError, valueError } from "./errors.ts";
import type { Call, Field, Model } from "./schema.ts";
import { cut, idList, pyStr, type Row, truthy, type Value } from "./values.ts";

/** What the database keeps of a value that a client sent. @throws ErpError where the server refuses it */
export function stored(model: Model, field: Field, value: Value): Value {
  switch (field.type) {
    case "char":
    case "text":
      return value === false || value === null ? false : cut(pyStr(value), field.size);
    case "boolean":
      return truthy(value);
    case "integer":
      return integer(value);
    case "selection":
      return selected(model, field, value);
    case "many2one":
      return truthy(value) ? (idList(value)[0] ?? false) : false;
    case "many2many":
    case "one2many":
      return linked(value);
    case "datetime":
      return typeof value === "string" && value !== "" ? value : false;
  }
}

function integer(value: Value): number {
  const number =
    typeof value === "string" ? Number(value.trim() || Number.NaN) : Number(truthy(value) ? value : 0);
  if (!Number.isInteger(number))
    throw valueError(`invalid literal for int() with base 10: '${pyStr(value)}'`);
  return number;
}

function selected(model: Model, field: Field, value: Value): Value {
  if (!truthy(value)) return false;
  if (field.selection?.some(([key]) => key === value)) return value;
  throw valueError(`Wrong value for ${model.name}.${field.name}: '${pyStr(value)}'`);
}

/** Relations are written as commands; of these the two that replace the whole list are understood. */
function linked(value: Value): Value {
  if (!Array.isArray(value)) return [];
  return value.flatMap((command): Value[] => {
    if (!Array.isArray(command)) return [command];
    if (command[0] === 6) return idList(command[2]);
    return command[0] === 4 ? idList(command[1]) : [];
  });
}

/** @throws ErpError when a required field is left without a value */
export function demandRequired(call: Call, fields: readonly Field[], values: Row): void {
  const empty = fields.find(
    (field) => field.required && !field.compute && field.type !== "boolean" && values[field.name] === false,
  );
  if (!empty) return;
  const label = empty.label[0];
  const model = call.model.description[0];
  throw validationError(
    call.flavour === "odoo-14"
      ? `The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${model} (${call.model.name}), Field: ${label} (${empty.name})`
      : `The operation cannot be completed: Missing required value for the field '${label}' (${empty.name}).\nModel: '${model}' (${call.model.name})\n- create/update: a mandatory field is not set\n- delete: another model requires the record being deleted, you can archive it instead\n`,
  );
}

/** The name under which a record shows up in relations and in `name_search`. */
export function displayName(call: Call, model: string, id: number): string {
  const row = call.world.state.records[model]?.[String(id)];
  const name = row?.["name"] ?? row?.["key"] ?? row?.["subject"];
  return typeof name === "string" ? name : `${model},${id}`;
}

/** What `read` shows of a stored value. */
export function shown(call: Call, field: Field, row: Row, id: number, raw: boolean): Value {
  if (field.name === "id") return id;
  if (field.name === "display_name") return displayName(call, call.model.name, id);
  if (field.compute) return field.compute(row, call, id);
  const value = row[field.name] ?? (field.type.endsWith("2many") ? [] : field.type === "integer" ? 0 : false);
  if (
    value !== false &&
    value !== "" &&
    call.world.state.masked.includes(`${call.model.name}.${field.name}`)
  ) {
    return "********";
  }
  if (field.type !== "many2one" || raw || typeof value !== "number" || !field.relation) return value;
  return [value, displayName(call, field.relation, value)];
}
