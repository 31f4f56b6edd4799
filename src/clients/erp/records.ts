import { type CallOptions, type ErpClient, isObject } from "./client.ts";
import { ErpError, isErpError } from "./errors.ts";

export type ErpRow = Record<string, unknown> & { id: number };

/** A search condition, e.g. `["name", "=", "Exemple SA"]`, or one of the prefix operators. */
export type DomainTerm = readonly [field: string, operator: string, value: unknown] | "&" | "|" | "!";

export interface SearchOptions {
  limit?: number;
  order?: string;
  context?: CallOptions["context"];
}

/** What `fields_get` tells of a field. */
export interface FieldMeta {
  name: string;
  label: string;
  type: string;
  /** Longest text that fits; longer ones are cut without a word. */
  size: number | undefined;
  /** Whether this user can never write it. One that can be written in some state of the record only does not count. */
  readonly: boolean;
}

/** Fields that no module is asked about: every model has them. */
export const OF_EVERY_MODEL: ReadonlySet<string> = new Set([
  "id",
  "display_name",
  "__last_update",
  "create_uid",
  "create_date",
  "write_uid",
  "write_date",
]);

/** First version with `search_read`, and with a choice of what `fields_get` tells. */
const SHORTCUTS_SINCE = 8;

/** Reads records by id. Ids that do not exist are left out of the answer, as the ERP does. */
export async function read(
  client: ErpClient,
  model: string,
  ids: readonly number[],
  fields: readonly string[],
): Promise<ErpRow[]> {
  if (ids.length === 0) return [];
  return rows(client, model, "read", await client.call(model, "read", { ids, args: { fields } }));
}

/** Reads one record. @throws ErpError "missing-record" */
export async function readOne(
  client: ErpClient,
  model: string,
  id: number,
  fields: readonly string[],
): Promise<ErpRow> {
  const [row] = await read(client, model, [id], fields);
  if (row) return row;
  throw new ErpError({
    kind: "missing-record",
    message: `The ERP has no record ${id} in ${model}, or the ERP user may not see it. Check the id in the configuration.`,
    model,
    method: "read",
  });
}

export async function searchRead(
  client: ErpClient,
  model: string,
  domain: readonly DomainTerm[],
  fields: readonly string[],
  options: SearchOptions = {},
): Promise<ErpRow[]> {
  const { limit, order, context } = options;
  const more = {
    kwargs: { ...(limit === undefined ? {} : { limit }), ...(order === undefined ? {} : { order }) },
    ...(context ? { context } : {}),
  };
  if (await hasShortcuts(client)) {
    const answer = await client.call(model, "search_read", { args: { domain, fields }, ...more });
    return rows(client, model, "search_read", answer);
  }
  const ids = await client.call(model, "search", { args: { domain }, ...more });
  if (!Array.isArray(ids)) throw strange(client, model, "search");
  return await read(client, model, ids, fields);
}

/** Only XML-RPC reaches versions that are older. */
async function hasShortcuts(client: ErpClient): Promise<boolean> {
  return client.protocol !== "xmlrpc" || (await client.version()).major >= SHORTCUTS_SINCE;
}

/** Writes the same values to all these records. Says nothing about what was kept: read back. */
export async function write(
  client: ErpClient,
  model: string,
  ids: readonly number[],
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  await client.call(model, "write", { ids, args: { vals: values } });
}

/** Whether the user may write records of this model; single fields and records may be refused all the same. */
export async function mayWrite(client: ErpClient, model: string): Promise<boolean> {
  const args = { operation: "write" };
  try {
    return (
      (await client.call(model, "check_access_rights", { args, kwargs: { raise_exception: false } })) === true
    );
  } catch (error) {
    // Its successor since 18, which may be all that is left one day.
    if (!isErpError(error, "no-such-method")) throw error;
    return (await client.call(model, "has_access", { ids: [], args })) === true;
  }
}

/** @throws ErpError when this user could not write the field; older versions would drop the value without a word */
export function refuseReadonly(
  model: string,
  { field, label, readonly }: { field: string; label: string; readonly?: true },
): void {
  if (!readonly) return;
  throw new ErpError({
    kind: "validation",
    message:
      `The ERP's field ${field} ("${label}") of ${model} is read-only for the ERP user. Nothing was written. The user lacks the right ` +
      "to write it, or another field is meant: pin that one in the configuration under erp.fields.",
    model,
    field,
  });
}

/** The fields of a model that the user may see, with labels in this language (which must be active in the ERP). */
export async function fieldsGet(
  client: ErpClient,
  model: string,
  lang?: string,
): Promise<Map<string, FieldMeta>> {
  const attributes = ["string", "type", "size", "readonly", "states"];
  const answer = await client.call(model, "fields_get", {
    ...((await hasShortcuts(client)) ? { kwargs: { attributes } } : {}),
    ...(lang ? { context: { lang } } : {}),
  });
  if (!isObject(answer)) throw strange(client, model, "fields_get");
  const fields = new Map<string, FieldMeta>();
  for (const [name, meta] of Object.entries(answer)) {
    if (!isObject(meta)) continue;
    const { string: label, type, size, readonly, states } = meta;
    fields.set(name, {
      name,
      label: typeof label === "string" ? label : "",
      type: typeof type === "string" ? type : "",
      size: typeof size === "number" && size > 0 ? size : undefined,
      readonly: readonly === true && !isObject(states),
    });
  }
  return fields;
}

function rows(client: ErpClient, model: string, method: string, answer: unknown): ErpRow[] {
  if (Array.isArray(answer) && answer.every(isRow)) return answer;
  throw strange(client, model, method);
}

function isRow(value: unknown): value is ErpRow {
  return isObject(value) && typeof value["id"] === "number";
}

function strange(client: ErpClient, model: string, method: string): ErpError {
  return new ErpError({
    kind: "other",
    message: `The ERP at ${client.url} answers ${model}.${method} in a way that this program does not know: an ERP version that is not supported.`,
    model,
    method,
  });
}
