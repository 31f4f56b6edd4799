import { isUnknown, type Value, type Values } from "#provider/plugin.ts";
import { fieldsOf, isComputed, type Property } from "./schema.ts";
import { equal, isObject, isReserved } from "./values.ts";

type Path = readonly (string | number)[];

/**
 * Finds, for each element that a set gains, the element of the program that it comes from: the index in the program
 * to the index in the plan. Undefined where the program has fewer elements than the plan.
 */
export function matchInputs(
  path: Path,
  property: Property | undefined,
  added: readonly number[],
  planned: readonly Value[],
  inputs: Values,
): Map<number, number> | undefined {
  const wanted = lookUp(inputs, path);
  const candidates = Array.isArray(wanted) ? wanted : [];
  if (candidates.length < planned.length) return undefined;
  const places = new Map<number, number>();
  for (const index of added) {
    const place = candidates.findIndex(
      (input, i) => !places.has(i) && couldCome(elementProperty(property), input, planned[index] ?? null),
    );
    if (place >= 0) places.set(place, index);
  }
  return places;
}

const elementProperty = (property: Property | undefined): Property | undefined =>
  property && fieldsOf(property) ? { ...property, kind: "object" } : undefined;

function lookUp(values: Values, path: Path): Value | undefined {
  let value: Value | undefined = values;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === "number") value = value[step];
    else if (isObject(value) && typeof step === "string") value = value[step];
    else return undefined;
  }
  return value;
}

/** Whether every difference between an input and a planned element stems from something computed. */
function couldCome(property: Property | undefined, input: Value, planned: Value): boolean {
  if (isUnknown(input) || isUnknown(planned)) return isUnknown(input) && isUnknown(planned);
  const fields = fieldsOf(property);
  if (fields && isObject(input) && isObject(planned)) {
    return [...new Set([...Object.keys(input), ...Object.keys(planned)])].every(
      (name) => isReserved(name) || fieldCouldCome(fields[name], input[name] ?? null, planned[name] ?? null),
    );
  }
  return equal(input, planned);
}

function fieldCouldCome(field: Property | undefined, input: Value, planned: Value): boolean {
  if (!field) return false;
  if (isComputed(field) && input === null) return true;
  if (field.kind === "list" || field.kind === "set") {
    if (input === null) return planned === null || (Array.isArray(planned) && planned.length === 0);
    if (!Array.isArray(input) || !Array.isArray(planned) || input.length !== planned.length) return false;
    return input.every((item, index) => couldCome(elementProperty(field), item, planned[index] ?? null));
  }
  return couldCome(field, input, planned);
}
