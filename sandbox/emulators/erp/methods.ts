import { displayName } from "./convert.ts";
import { ErpError, valueError } from "./errors.ts";
import { fieldsGet } from "./fieldsGet.ts";
import type { Flavour } from "./options.ts";
import { createAll, read, search, unlink, write } from "./records.ts";
import { may, refusal, visibleFields } from "./rights.ts";
import { type Call, type Method, table } from "./schema.ts";
import { pyStr, type Row, truthy, type Value } from "./values.ts";
import { formView, formViews, oldFormView } from "./views.ts";

/** A method of the model itself. */
export function ofModel(params: readonly string[], run: Method["run"], owner = "BaseModel"): Method {
  return { owner, ofRecords: false, params, run };
}

/** A method of records. */
export function ofRecords(params: readonly string[], run: Method["run"], owner = "BaseModel"): Method {
  return { owner, ofRecords: true, params, run };
}

/** One record, for methods that work on exactly one. @throws ErpError ValueError as Python's `ensure_one` does */
export function singleton(call: Call): number {
  const [id] = call.ids;
  if (id !== undefined && call.ids.length === 1) return id;
  throw valueError(
    `Expected singleton: ${call.model.name}(${call.ids.join(", ")}${call.ids.length === 1 ? "," : ""})`,
  );
}

const operations = ["read", "write", "create", "unlink"] as const;

function checkAccess(call: Call): boolean {
  const operation = operations.find((name) => name === call.args["operation"]);
  if (!operation)
    throw new ErpError("builtins.ValueError", `Invalid operation ${pyStr(call.args["operation"] ?? null)}`);
  if (may(call, operation)) return true;
  if (call.args["raise_exception"] === false || !("raise_exception" in call.args)) return false;
  throw refusal(call, operation, call.model.name, call.model.description[0], call.model.access[operation]);
}

function nameSearch(call: Call): Value {
  const { name = "", domain, args, operator = "ilike", limit = 100 } = call.args;
  const rest = domain ?? args ?? [];
  const filter: Value[] = truthy(name) ? [["name", operator, name]] : [];
  const ids = search(call, [...(Array.isArray(rest) ? rest : []), ...filter], { limit });
  return ids.map((id) => [id, displayName(call, call.model.name, id)]);
}

function defaults(call: Call): Row {
  const wanted = Array.isArray(call.args["fields_list"]) ? call.args["fields_list"] : [];
  const fields = visibleFields(call).filter(
    (field) => wanted.includes(field.name) && field.default !== undefined,
  );
  return Object.fromEntries(fields.map((field) => [field.name, field.default ?? false]));
}

/** The methods that every model has. */
export function commonMethods(flavour: Flavour): [string, Method][] {
  const fourteen = flavour === "odoo-14";
  const domain = fourteen ? "args" : "domain";
  const common: [string, Method][] = [
    [
      "search",
      ofModel([domain, "offset?", "limit?", "order?"], (call) => search(call, call.args[domain], call.args)),
    ],
    ["search_count", ofModel([domain, "limit?"], (call) => search(call, call.args[domain]).length)],
    [
      "search_read",
      ofModel(["domain?", "fields?", "offset?", "limit?", "order?"], (call) =>
        read(call, search(call, call.args["domain"], call.args), call.args["fields"]),
      ),
    ],
    [
      "read",
      ofRecords(["fields?", "load?"], (call) =>
        read(
          call,
          call.ids,
          call.args["fields"],
          "load" in call.args && call.args["load"] !== "_classic_read",
        ),
      ),
    ],
    ["write", ofRecords(["vals"], (call) => write(call, call.ids, call.args["vals"]))],
    ["unlink", ofRecords([], (call) => unlink(call, call.ids))],
    [
      "create",
      ofModel(["vals_list"], (call) => {
        const values = call.args["vals_list"] ?? null;
        return Array.isArray(values) ? createAll(call, values) : (createAll(call, [values])[0] ?? false);
      }),
    ],
    [
      "exists",
      ofRecords([], (call) => call.ids.filter((id) => table(call.world.state, call.model.name)[String(id)])),
    ],
    ["name_search", ofModel(["name?", fourteen ? "args?" : "domain?", "operator?", "limit?"], nameSearch)],
    ["default_get", ofModel(["fields_list"], defaults)],
    [
      "fields_get",
      ofModel(["allfields?", "attributes?"], (call) =>
        fieldsGet(call, call.args["allfields"], call.args["attributes"]),
      ),
    ],
    ["check_access_rights", ofModel(["operation", "raise_exception?"], checkAccess)],
  ];
  if (fourteen) {
    common.push(
      ["fields_view_get", ofModel(["view_id?", "view_type?", "toolbar?", "submenu?"], oldFormView)],
      [
        "name_get",
        ofRecords([], (call) => call.ids.map((id) => [id, displayName(call, call.model.name, id)])),
      ],
    );
  } else {
    common.push(
      ["get_view", ofModel(["view_id?", "view_type?"], formView)],
      ["get_views", ofModel(["views", "options?"], formViews)],
      ["has_access", ofRecords(["operation"], checkAccess)],
    );
  }
  return common;
}
