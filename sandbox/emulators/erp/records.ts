import { demandRequired, displayName, shown, stored } from "./convert.ts";
import { compile, fieldsOf, sorted } from "./domain.ts";
import { accessError, ErpError, valueError } from "./errors.ts";
import type { Operation } from "./labels.ts";
import { demand, groupsOf, refusal, visibleFields } from "./rights.ts";
import { type Call, type Field, table } from "./schema.ts";
import { isRow, pyStr, type Row, truthy, type Value } from "./values.ts";

const rowsOf = (call: Call) => table(call.world.state, call.model.name);

function unknownField(call: Call, name: string, operation: Operation) {
  const model = call.model.name;
  if (call.flavour === "odoo-14") return valueError(`Invalid field '${name}' on model '${model}'`);
  return valueError(`Invalid field '${name}' ${operation === "read" ? "on" : "in"} '${model}'`);
}

/** As 19 does of fields that it gives to nobody. */
function forbiddenField(call: Call, name: string) {
  const { model } = call;
  return accessError(
    `You do not have enough rights to access the field "${name}" on ${model.description[0]} (${model.name}). Please contact your system administrator.\n\nOperation: read\nUser: ${call.uid}\nGroups: always forbidden`,
  );
}

/** @throws ErpError when a record exists that this user may not see */
function demandRecords(call: Call, ids: readonly number[], operation: Operation): void {
  const hidden = ids.find((id) => rowsOf(call)[String(id)] && call.model.hides?.(call, id));
  if (hidden === undefined) return;
  const [user, record] = [
    displayName(call, "res.users", call.uid),
    displayName(call, call.model.name, hidden),
  ];
  const verb = operation === "read" ? "lire" : "écrire";
  throw accessError(
    call.flavour === "odoo-14"
      ? `Due to security restrictions, you are not allowed to ${operation === "read" ? "access" : "modify"} '${call.model.description[0]}' (${call.model.name}) records.\n\nRecords: ${record} (id=${hidden})\nUser: ${user} (id=${call.uid})\n\nThis restriction is due to the following rules:\n- company rule employee\n\nNote: this might be a multi-company issue.\n\nContact your administrator to request access if necessary.`
      : call.messageLanguage.french
        ? `Oups ! On dirait que vous êtes tombé sur des enregistrements top secrets.\n\nDésolé, ${user} (id=${call.uid}) n'a pas d'accès '${verb}' à :\n- ${call.model.description[2] ?? call.model.description[1]} (${call.model.name})\n\nSi vous avez vraiment besoin d'un accès, vous pouvez peut-être convaincre votre sympathique administrateur en lui offrant des cookies maison.`
        : `Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, ${user} (id=${call.uid}) doesn't have '${operation}' access to:\n- ${call.model.description[0]} (${call.model.name})`,
  );
}

/** Ids that exist, in the order asked for; records too young to be seen are left out, and that read is counted. */
function present(call: Call, ids: readonly number[]): number[] {
  return ids.filter(
    (id) => rowsOf(call)[String(id)] && !call.world.faults.hidden(`${call.model.name},${id}`),
  );
}

export function read(call: Call, ids: readonly number[], names: Value | undefined, raw = false): Row[] {
  demand(call, "read");
  const known = visibleFields(call);
  const wanted =
    Array.isArray(names) && names.length > 0 ? names.map(pyStr) : known.map((field) => field.name);
  const fields = wanted.map((name) => {
    const field = name === "id" ? idField : known.find((candidate) => candidate.name === name);
    if (!field) throw unknownField(call, name, "read");
    if (call.world.state.forbidden.includes(`${call.model.name}.${name}`)) throw forbiddenField(call, name);
    return field;
  });
  demandRecords(call, ids, "read");
  return present(call, ids).map((id) => {
    const row = rowsOf(call)[String(id)] ?? {};
    const values = fields.map((field) => [
      field.name,
      field === idField ? id : shown(call, field, row, id, raw),
    ]);
    return { id, ...Object.fromEntries(values) };
  });
}

const idField: Field = { name: "id", type: "integer", label: ["ID", "ID"], readonly: true };

export interface SearchOptions {
  offset?: Value | undefined;
  limit?: Value | undefined;
  order?: Value | undefined;
}

export function search(call: Call, domain: Value | undefined, options: SearchOptions = {}): number[] {
  demand(call, "read");
  const known = new Map(visibleFields(call).map((field) => [field.name, field]));
  const searched = {
    flavour: call.flavour,
    model: call.model.name,
    hasField: (name: string) => name === "id" || known.has(name),
  };
  const test = compile(searched, domain);
  const activeOnly =
    known.has("active") && call.context["active_test"] !== false && !fieldsOf(domain).includes("active");
  const found = Object.entries(rowsOf(call))
    .map(([key, row]) => ({ id: Number(key), row }))
    .filter(({ id, row }) => {
      if (call.model.hides?.(call, id) || (activeOnly && row["active"] === false)) return false;
      return test({
        value: (name) => {
          const field = known.get(name);
          return field ? shown(call, field, row, id, true) : id;
        },
        shown: (name) => {
          const [field, value] = [known.get(name), row[name]];
          return field?.relation && typeof value === "number"
            ? displayName(call, field.relation, value)
            : undefined;
        },
      });
    });
  const orderBy = typeof options.order === "string" && options.order ? options.order : call.model.order;
  const ids = present(
    call,
    sorted(found, orderBy).map(({ id }) => id),
  );
  const offset = Number(options.offset || 0);
  return ids.slice(offset, truthy(options.limit) ? offset + Number(options.limit) : undefined);
}

/** The values as they will be stored. @throws ErpError when a field is unknown, forbidden or given a wrong value */
function accepted(call: Call, values: Value | undefined, operation: "write" | "create"): Row {
  if (!isRow(values)) throw valueError(`dictionary expected, got ${pyStr(values ?? null)}`);
  const known = new Map(visibleFields(call).map((field) => [field.name, field]));
  const result: Row = {};
  for (const [name, value] of Object.entries(values)) {
    const field = known.get(name);
    if (!field && call.world.state.oldDialect) continue;
    if (!field) throw unknownField(call, name, operation);
    result[name] = stored(call.model, field, value);
    if (field.secret) remember(call, value, result[name]);
  }
  return result;
}

function remember(call: Call, ...values: (Value | undefined)[]): void {
  for (const value of values) if (typeof value === "string" && value !== "") call.world.secrets.add(value);
}

/** @throws ErpError while somebody else holds the record; the recordings lack it, as the servers wait for seconds themselves */
function demandLock(call: Call): void {
  if (call.world.state.lockedWrites === 0) return;
  call.world.state.lockedWrites -= 1;
  throw call.flavour === "odoo-14"
    ? new ErpError("psycopg2.errors.LockNotAvailable", "could not obtain lock on row in relation")
    : new ErpError("odoo.exceptions.LockError", "Cannot grab a lock on records");
}

export function write(call: Call, ids: readonly number[], values: Value | undefined): true {
  if (ids.length === 0) return true;
  demand(call, "write");
  demandLock(call);
  const accept = accepted(call, values, "write");
  demandRecords(call, ids, "write");
  const viaPartner = visibleFields(call).some((field) => field.partner && field.name in accept);
  if (viaPartner) demandPartner(call, "write");
  const existing = ids.flatMap((id) => {
    const row = rowsOf(call)[String(id)];
    return row ? [{ id, row }] : [];
  });
  for (const { id } of existing) {
    call.model.check?.(call, accept, id);
    demandRequired(call, visibleFields(call), accept);
  }
  for (const { row } of existing) {
    for (const [name, value] of Object.entries(accept)) {
      if (!call.world.state.lost.includes(`${call.model.name}.${name}`)) row[name] = value;
    }
    row["write_date"] = timestamp();
    row["write_uid"] = call.uid;
  }
  return true;
}

/** Some values are kept in the company's partner, for which there are rights of their own. */
export function demandPartner(call: Call, operation: Operation): void {
  if (groupsOf(call.world.state, call.uid).has("contacts")) return;
  throw refusal(call, operation, "res.partner", "Contact", "contacts");
}

/** All or nothing, as one transaction. */
export function createAll(call: Call, list: readonly Value[]): number[] {
  const before = { ...rowsOf(call) };
  try {
    return list.map((values) => create(call, values));
  } catch (error) {
    call.world.state.records[call.model.name] = before;
    throw error;
  }
}

function create(call: Call, values: Value): number {
  demand(call, "create");
  const fields = visibleFields(call);
  const given = accepted(call, values, "create");
  const defaults = fields
    .filter((field) => !field.compute)
    .map((field) => [field.name, field.default ?? blank(field)]);
  const row: Row = { ...Object.fromEntries(defaults), ...given };
  call.model.check?.(call, row, null);
  demandRequired(call, fields, row);
  const id = nextId(call.world.state, call.model.name);
  const stamp = {
    create_date: timestamp(),
    create_uid: call.uid,
    write_date: timestamp(),
    write_uid: call.uid,
  };
  rowsOf(call)[String(id)] = { ...row, ...stamp };
  call.world.faults.created(`${call.model.name},${id}`);
  return id;
}

/** What a field holds that nobody ever wrote. */
export function blank(field: Field): Value {
  if (field.type.endsWith("2many")) return [];
  return field.type === "integer" ? 0 : false;
}

export function nextId(state: Call["world"]["state"], model: string): number {
  const id = Math.max(state.lastIds[model] ?? 0, ...Object.keys(table(state, model)).map(Number)) + 1;
  state.lastIds[model] = id;
  return id;
}

export function unlink(call: Call, ids: readonly number[]): true {
  if (ids.length === 0) return true;
  demand(call, "unlink");
  demandRecords(call, ids, "unlink");
  for (const id of ids) if (rowsOf(call)[String(id)]) call.model.checkUnlink?.(call, id);
  for (const id of ids) delete rowsOf(call)[String(id)];
  return true;
}

/** Date and time as the servers write them: UTC, to the second. */
export function timestamp(at = new Date()): string {
  return at.toISOString().slice(0, 19).replace("T", " ");
}
