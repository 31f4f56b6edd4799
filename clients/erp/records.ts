import { type CallOptions, type ErpClient, isObject } from "./client.ts";
import { ErpError } from "./errors.ts";

export type Row = Record<string, unknown> & { id: number };

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
}

/** Reads records by id. Ids that do not exist are left out of the answer, as the ERP does. */
export async function read(
  client: ErpClient,
  model: string,
  ids: readonly number[],
  fields: readonly string[],
): Promise<Row[]> {
  if (ids.length === 0) return [];
  return rows(client, model, "read", await client.call(model, "read", { ids, args: { fields } }));
}

/** Reads one record. @throws ErpError "missing-record" */
export async function readOne(
  client: ErpClient,
  model: string,
  id: number,
  fields: readonly string[],
): Promise<Row> {
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
): Promise<Row[]> {
  const { limit, order, context } = options;
  const kwargs = { ...(limit === undefined ? {} : { limit }), ...(order === undefined ? {} : { order }) };
  const answer = await client.call(model, "search_read", {
    args: { domain, fields },
    kwargs,
    ...(context ? { context } : {}),
  });
  return rows(client, model, "search_read", answer);
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

/** The fields of a model that the user may see, with labels in this language (which must be active in the ERP). */
export async function fieldsGet(
  client: ErpClient,
  model: string,
  lang?: string,
): Promise<Map<string, FieldMeta>> {
  const answer = await client.call(model, "fields_get", {
    kwargs: { attributes: ["string", "type", "size"] },
    ...(lang ? { context: { lang } } : {}),
  });
  if (!isObject(answer)) throw strange(client, model, "fields_get");
  const fields = new Map<string, FieldMeta>();
  for (const [name, meta] of Object.entries(answer)) {
    if (!isObject(meta)) continue;
    const { string: label, type, size } = meta;
    fields.set(name, {
      name,
      label: typeof label === "string" ? label : "",
      type: typeof type === "string" ? type : "",
      size: typeof size === "number" && size > 0 ? size : undefined,
    });
  }
  return fields;
}

function rows(client: ErpClient, model: string, method: string, answer: unknown): Row[] {
  if (Array.isArray(answer) && answer.every(isRow)) return answer;
  throw strange(client, model, method);
}

function isRow(value: unknown): value is Row {
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
