/** What travels over the wire and lies in the state. */
export type Value = null | boolean | number | string | Value[] | Row;

/** One record, or any other object. */
export interface Row {
  [field: string]: Value;
}

/** Whether a value is an object with fields. */
export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const frozen = new WeakSet<Row>();

/** Marks an object as Python's `frozendict`, which JSON shows like any other and XML-RPC can't. */
export function freeze(row: Row): Row {
  frozen.add(row);
  return row;
}

export function isFrozen(row: Row): boolean {
  return frozen.has(row);
}

/** A list of ids out of whatever a client sent: one number, a list, or nothing. */
export function idList(value: Value | undefined): number[] {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.map(Number).filter((id) => Number.isInteger(id));
}

/** Truth as Python sees it: the servers decide with it. */
export function truthy(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRow(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** Python's `repr`, which shows up in stored texts and error messages. */
export function pyRepr(value: Value): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pyRepr).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${pyRepr(key)}: ${pyRepr(item)}`);
  return `{${pairs.join(", ")}}`;
}

function quoted(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

/** Python's `str`: what a text field keeps of a value that is no text. */
export function pyStr(value: Value): string {
  return typeof value === "string" ? value : pyRepr(value);
}

/** The first `size` characters, counted as Python counts them. */
export function cut(text: string, size: number | undefined): string {
  return size === undefined ? text : [...text].slice(0, size).join("");
}
