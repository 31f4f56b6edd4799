import { validationError } from "../errors.ts";
import { ofModel } from "../methods.ts";
import type { ErpState } from "../options.ts";
import { createAll, search, unlink, write } from "../records.ts";
import { demand } from "../rights.ts";
import { type Call, type Model, table } from "../schema.ts";
import { pyStr, type Row, truthy, type Value } from "../values.ts";
import { field, model } from "./common.ts";

function find(call: Call): { id: number; value: Value } | undefined {
  const [id] = search(call, [["key", "=", call.args["key"] ?? false]]);
  if (id === undefined) return undefined;
  return { id, value: table(call.world.state, call.model.name)[String(id)]?.["value"] ?? false };
}

function getParam(call: Call): Value {
  demand(call, "read");
  const value = find(call)?.value;
  return truthy(value) ? (value ?? false) : "default" in call.args ? (call.args["default"] ?? null) : false;
}

/** @returns the value before, or false */
function setParam(call: Call): Value {
  const { key = false, value = false } = call.args;
  const before = find(call);
  if (!truthy(value)) {
    if (before) unlink(call, [before.id]);
  } else if (before) {
    write(call, [before.id], { value: pyStr(value) });
  } else {
    createAll(call, [{ key, value: pyStr(value) }]);
  }
  return before?.value ?? false;
}

/** Only the key tells whether a value is secret. */
const secretKey = /secret|password|token(?!_endpoint)|private/i;

function check(call: Call, values: Row, id: number | null): void {
  const rows = table(call.world.state, call.model.name);
  const key = values["key"] ?? (id === null ? false : rows[String(id)]?.["key"]) ?? false;
  const { value } = values;
  if (secretKey.test(pyStr(key)) && typeof value === "string" && value !== "") call.world.secrets.add(value);
  const others = Object.entries(rows).filter(([other]) => Number(other) !== id);
  if (!others.some(([, row]) => row["key"] === key)) return;
  throw validationError(
    call.flavour === "odoo-14"
      ? "ir_config_parameter_key_uniq"
      : "The operation cannot be completed: Key must be unique.",
  );
}

export function parameterModel({ flavour }: ErpState): Model {
  return model(flavour, {
    name: "ir.config_parameter",
    description: ["System Parameter", "Paramètres système"],
    order: "key",
    access: ["settings", "settings"],
    fields: [
      field("key", "char", ["Key", "Clé"], { required: true }),
      field("value", "text", ["Value", "Valeur"], { required: true }),
    ],
    methods: [
      ["get_param", ofModel(["key", "default?"], getParam)],
      ["set_param", ofModel(["key", "value"], setParam)],
    ],
    check,
  });
}
