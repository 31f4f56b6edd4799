import { isUnknown, UNKNOWN, type Value, type Values } from "#provider/plugin.ts";
import type { Property } from "./schema.ts";

export type Json = Record<string, unknown>;

/** Of an answer: the object, or an empty one. */
export const record = (value: unknown): Json =>
  typeof value === "object" && value !== null ? (value as Json) : {};

export const isObject = (value: Value | undefined): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the bridge calls present: neither null nor an empty list. An empty map is present. */
export const isPresent = (value: Value | undefined): value is Exclude<Value, null> =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** Names that the bridge keeps for itself inside of property bags. */
export const isReserved = (name: string): boolean => name === "__defaults" || name === "__meta";

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (isObject(a) && isObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => isReserved(name) || equal(a[name] ?? null, b[name] ?? null));
  }
  return false;
}

/** Nothing is said: null, or the zero of the type. Upstream's legacy type system cannot tell them apart. */
export function isZero(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** Whether two values are the same once "nothing" and "zero" are taken for one. */
export function equivalent(a: Value | undefined, b: Value | undefined): boolean {
  if (isZero(a) && isZero(b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equivalent(item, b[index]));
  if (isObject(a) && isObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => isReserved(name) || equivalent(a[name], b[name]));
  }
  return a === b;
}

export const zeroOf = (property: Property): Value =>
  ({ string: "", bool: false, int: 0, map: {}, list: [], set: [], object: null })[property.kind];

export function holdsUnknown(value: Value | undefined): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isObject(value) && Object.values(value).some(holdsUnknown);
}

/** For a state that is written although the work behind it was cut short. */
export function withoutUnknowns(value: Value): Value {
  if (value === UNKNOWN) return null;
  if (Array.isArray(value)) return value.map(withoutUnknowns);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutUnknowns(item)]));
}

/** Every null, at any depth, taken out: the engine sends none, and upstream sees none in a configuration. */
export function withoutNulls(values: Values): Values {
  const tidy = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(tidy);
    return isObject(value) ? withoutNulls(value) : value;
  };
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, tidy(value)]),
  );
}
