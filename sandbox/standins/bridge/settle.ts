import { isUnknown, type Value, type Values } from "#provider/plugin.ts";
import { type Fields, fieldsOf, isBlock, type Property } from "./schema.ts";
import { inStateOrder } from "./sets.ts";
import { holdsUnknown, isObject } from "./values.ts";

/** What is live, in the shape of the schema: every property there, sets in the order of the state. */
export function shape(fields: Fields, live: Values): Values {
  return Object.fromEntries(
    Object.entries(fields).map(([name, property]) => [name, shapeProperty(property, live[name] ?? null)]),
  );
}

function shapeProperty(property: Property, live: Value): Value {
  const fields = fieldsOf(property);
  if (live === null) return isBlock(property) && property.kind !== "object" ? [] : null;
  if (property.kind === "object") return fields && isObject(live) ? shape(fields, live) : live;
  if (!Array.isArray(live)) return live;
  const elements = fields ? live.map((item) => (isObject(item) ? shape(fields, item) : item)) : live;
  return property.kind === "set" ? inStateOrder(elements, property.of) : elements;
}

/**
 * The state after a change. Where what was planned and what was read differ only in "null" or "empty", the plan's word
 * stands; a set that was planned in full is taken from the plan (helper/schema loses too much to rebuild it).
 */
export function settle(fields: Fields, planned: Values, read: Values): Values {
  return Object.fromEntries(
    Object.entries(fields).map(([name, property]) => [
      name,
      settleProperty(property, planned[name] ?? null, read[name] ?? null),
    ]),
  );
}

function settleProperty(property: Property, planned: Value, read: Value): Value {
  if (isUnknown(planned)) return read;
  const fields = fieldsOf(property);
  switch (property.kind) {
    case "map":
      return isEmpty(planned) && isEmpty(read) ? planned : read;
    case "string":
      return read === null && planned === "" ? "" : read;
    case "object":
      return fields && isObject(planned) && isObject(read) ? settle(fields, planned, read) : read;
    case "set":
      if (isEmpty(planned) && isEmpty(read)) return planned;
      return planned !== null && !holdsUnknown(planned) ? planned : read;
    case "list":
      return settleList(fields, planned, read);
    default:
      return read;
  }
}

function settleList(fields: Fields | undefined, planned: Value, read: Value): Value {
  if (isEmpty(planned) && isEmpty(read)) return planned;
  if (!fields || !Array.isArray(planned) || !Array.isArray(read) || planned.length !== read.length)
    return read;
  return read.map((item, index) => {
    const before = planned[index];
    return isObject(item) && isObject(before as Value) ? settle(fields, before as Values, item) : item;
  });
}

const isEmpty = (value: Value): boolean =>
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);
