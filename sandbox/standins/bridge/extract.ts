import type { Value, Values } from "#provider/plugin.ts";
import { type Fields, fieldsOf, isInput, type Property } from "./schema.ts";
import { isObject, isReserved, isZero } from "./values.ts";

/**
 * The inputs after a refresh: those that were there before, with the live values. What a default had set stays marked
 * as a default, so that the next check takes over the live value: the real plugins don't see such a property change.
 */
export function refreshedInputs(inputs: Values, live: Values): Values {
  const refreshed: Values = {};
  for (const [name, input] of Object.entries(inputs)) {
    if (isReserved(name)) refreshed[name] = input;
    else if (name in live) refreshed[name] = refreshedInput(input, live[name] ?? null);
  }
  return refreshed;
}

function refreshedInput(input: Value, live: Value): Value {
  if (Array.isArray(input) && Array.isArray(live))
    return input.slice(0, live.length).map((item, index) => refreshedInput(item, live[index] ?? null));
  return isObject(input) && isObject(live) ? refreshedInputs(input, live) : live;
}

/** The inputs of something imported: every property that can be set and that says more than its default. */
export function importedInputs(fields: Fields, live: Values): Values {
  const inputs: Values = { __defaults: [] };
  for (const [name, property] of Object.entries(fields)) {
    if (!isInput(property)) continue;
    const input = importedInput(property, live[name] ?? null);
    if (property.mode === "required" || !saysNothing(property, input)) inputs[name] = input;
  }
  return inputs;
}

function importedInput(property: Property, live: Value): Value {
  const fields = fieldsOf(property);
  if (!fields) return live;
  if (Array.isArray(live)) return live.map((item) => (isObject(item) ? importedInputs(fields, item) : item));
  return isObject(live) ? importedInputs(fields, live) : live;
}

function saysNothing(property: Property, input: Value): boolean {
  if (property.default !== undefined) return input === null || input === property.default;
  return isZero(input) || (isObject(input) && Object.keys(input).every(isReserved));
}
