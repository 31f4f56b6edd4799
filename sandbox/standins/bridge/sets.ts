import { crc32 } from "node:zlib";
import { isUnknown, type Value } from "#provider/plugin.ts";
import { type Fields, fieldsOf, type Property, upstreamName } from "./schema.ts";
import { isObject } from "./values.ts";

/** The elements in the order in which the state keeps them (go-cty's order of set elements), each once. */
export function inStateOrder(elements: readonly Value[], of: Property["of"]): Value[] {
  const keyed: { element: Value; key: string }[] = elements.map((element) => ({
    element,
    key: stateKey(element, of),
  }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed
    .filter(({ element, key }, index) => isUnknown(element) || key !== keyed[index - 1]?.key)
    .map(({ element }) => element);
}

function stateKey(element: Value, of: Property["of"]): string {
  if (isUnknown(element)) return "\uffff";
  if (typeof element === "string") return element;
  return typeof of === "object" ? objectKey(element, of) : hashText(element, undefined);
}

/** Fields take part in the order of their upstream names. */
function objectKey(element: Value, fields: Fields): string {
  const names = Object.keys(fields).sort((a, b) => {
    const [left, right] = [upstreamName(a, fields[a]), upstreamName(b, fields[b])];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const values = isObject(element) ? element : {};
  return `<${names.map((name) => `${hashText(values[name] ?? null, fields[name])};`).join("")}>`;
}

function hashText(value: Value, property: Property | undefined): string {
  if (isUnknown(value)) return "?";
  if (value === null) return "~";
  if (typeof value === "boolean") return value ? "T" : "F";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) {
    const fields = fieldsOf(property);
    const elements = property?.kind === "set" ? inStateOrder(value, property.of) : value;
    return `[${elements.map((item) => `${fields ? objectKey(item, fields) : hashText(item, undefined)};`).join("")}]`;
  }
  return `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}:${hashText(item, undefined)};`)
    .join("")}}`;
}

/** Strings in the order in which the plugin SDK hands a set to the provider, and so the one of request bodies. */
export function inRequestOrder(
  elements: readonly string[],
  hashing: "schema" | "string" = "schema",
): string[] {
  const code = (element: string) => String(crc32(hashing === "schema" ? `${element};` : element));
  return [...elements].sort((a, b) => (code(a) < code(b) ? -1 : code(a) > code(b) ? 1 : 0));
}
