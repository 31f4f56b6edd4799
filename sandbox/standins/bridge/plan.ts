import { isUnknown, UNKNOWN, type Value, type Values } from "#provider/plugin.ts";
import { type Fields, fieldsOf, isBlock, isComputed, isInput, type Property } from "./schema.ts";
import { inStateOrder } from "./sets.ts";
import { isObject, isReserved, isZero, zeroOf } from "./values.ts";

/**
 * What the resource will look like: the configuration laid over the live state by the plugin SDK's rules. What is
 * computed and not there yet is unknown. `live` is absent for something that is to be created.
 */
export function plan(fields: Fields, live: Values | undefined, wanted: Values): Values {
  const planned: Values = {};
  for (const [name, property] of Object.entries(fields)) {
    planned[name] = planProperty(property, live, live?.[name] ?? null, wanted[name] ?? null);
  }
  return planned;
}

function planProperty(property: Property, container: Values | undefined, live: Value, asked: Value): Value {
  if (!isInput(property)) return container ? live : UNKNOWN;
  const wanted = asked ?? property.default ?? null;
  if (wanted === null) return planUnset(property, container, live);
  if (isUnknown(wanted)) return UNKNOWN;
  if (property.kind !== "object" && typeof wanted === "object" && isZero(wanted) && isZero(live))
    return emptyOf(property, live);
  if (container && property.same?.(live, wanted)) return live;
  const fields = fieldsOf(property);
  switch (property.kind) {
    case "object":
      return fields && isObject(wanted) ? plan(fields, isObject(live) ? live : undefined, wanted) : wanted;
    case "list":
      return planList(fields, live, wanted);
    case "set":
      return planSet(property, wanted);
    default:
      return wanted;
  }
}

function planUnset(property: Property, container: Values | undefined, live: Value): Value {
  if (isComputed(property)) return container ? live : UNKNOWN;
  if (isZero(live)) return emptyOf(property, live);
  if (property.keepWhenUnset && isObject(live) && property.keepWhenUnset(live)) return live;
  return property.kind === "list" || property.kind === "set" ? [] : null;
}

const emptyOf = (property: Property, live: Value): Value =>
  live === null && isBlock(property) && property.kind !== "object" ? [] : live;

function planList(fields: Fields | undefined, live: Value, wanted: Value): Value {
  if (!fields || !Array.isArray(wanted)) return wanted;
  return wanted.map((item, index) => {
    const before = Array.isArray(live) ? live[index] : undefined;
    return isObject(item) ? plan(fields, isObject(before) ? before : undefined, item) : item;
  });
}

function planSet(property: Property, wanted: Value): Value {
  if (!Array.isArray(wanted)) return wanted;
  const fields = fieldsOf(property);
  const elements = fields ? wanted.map((item) => (isObject(item) ? element(fields, item) : item)) : wanted;
  return inStateOrder(elements, property.of);
}

/** An element of a set has no predecessor, and reads as zero where it says nothing. */
function element(fields: Fields, wanted: Values): Values {
  const planned = plan(fields, {}, wanted);
  for (const [name, property] of Object.entries(fields)) planned[name] ??= zeroOf(property);
  return planned;
}

/** The configuration without the bridge's own entries, at any depth. */
export function configurationOf(inputs: Values): Values {
  const tidy = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(tidy);
    return isObject(value) ? configurationOf(value) : value;
  };
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => !isReserved(name))
      .map(([name, value]) => [name, tidy(value)]),
  );
}
