import { type CheckFailure, isUnknown, type Value, type Values } from "#provider/plugin.ts";
import { type Fields, fieldsOf, isInput, type Property, upstreamName } from "./schema.ts";
import { isObject, isReserved, withoutNulls } from "./values.ts";

export interface Checked {
  inputs: Values;
  failures: CheckFailure[];
}

/** Validates a program's inputs and fills in the defaults, marked as such in `__defaults`. */
export function check(fields: Fields, resource: string, old: Values | undefined, news: Values): Checked {
  const failures: CheckFailure[] = [];
  const report = (path: string, reason: string): void => {
    failures.push({ property: "", reason: `${reason}. Examine values at '${resource}.${path}'.` });
  };
  const asked = withoutNulls(news);
  validate(fields, asked, "", "", report);
  return { inputs: withDefaults(fields, old, asked), failures };
}

type Report = (path: string, reason: string) => void;

function validate(fields: Fields, values: Values, path: string, upstream: string, report: Report): void {
  for (const [name, property] of Object.entries(fields)) {
    const at = { path: path + name, upstream: upstream + upstreamName(name, property) };
    const value = values[name];
    if (value === undefined) {
      if (property.mode === "required")
        report(
          at.path,
          `Missing required argument. The argument ${JSON.stringify(at.upstream)} is required, but no definition was found.`,
        );
      continue;
    }
    if (!isInput(property)) {
      report(
        at.path,
        `Value for unconfigurable attribute. Can't configure a value for ${JSON.stringify(at.upstream)}: its value will be decided automatically based on the result of applying this configuration.`,
      );
      continue;
    }
    const rival = property.conflictsWith?.find((other) => other in values);
    if (rival) {
      const names = `${JSON.stringify(at.upstream)}: conflicts with ${upstreamName(rival, fields[rival])}`;
      report(at.path, `Conflicting configuration arguments. ${names}`);
      continue;
    }
    validateValue(property, value, at.path, at.upstream, report);
  }
  for (const name of Object.keys(values))
    if (!isReserved(name) && !(name in fields)) report(path + name, "Invalid or unknown key");
}

function validateValue(
  property: Property,
  value: Value,
  path: string,
  upstream: string,
  report: Report,
): void {
  if (isUnknown(value)) return;
  const fields = fieldsOf(property);
  switch (property.kind) {
    case "object":
      if (!isObject(value)) report(path, `Expected Object Type. Expected object, got ${goKind(value)}`);
      else if (fields) validate(fields, value, `${path}.`, `${upstream}.0.`, report);
      return;
    case "list":
    case "set":
      if (!Array.isArray(value)) report(path, "Attribute must be a list");
      else validateElements(property, value, path, upstream, report);
      return;
    case "map":
      if (!isObject(value)) report(path, "Attribute must be a map");
      return;
    default:
      validateScalar(property, value, path, upstream, report);
  }
}

function validateElements(
  property: Property,
  value: Value[],
  path: string,
  upstream: string,
  report: Report,
): void {
  const fields = fieldsOf(property);
  for (const [index, item] of value.entries()) {
    // Upstream names elements of a set by their hash, which the bridge cannot point at.
    const at = property.kind === "set" ? path : `${path}[${index}]`;
    if (isUnknown(item)) continue;
    if (fields && isObject(item)) validate(fields, item, `${at}.`, `${upstream}.${index}.`, report);
    else if (fields) report(at, `Expected Object Type. Expected object, got ${goKind(item)}`);
    else validateScalar({ ...property, kind: "string" }, item, at, `${upstream}.${index}`, report);
  }
}

function validateScalar(
  property: Property,
  value: Value,
  path: string,
  upstream: string,
  report: Report,
): void {
  const wrong =
    scalarProblem(property.kind, value) ?? property.check?.(scalar(property.kind, value), upstream);
  if (wrong) report(path, wrong);
}

function scalarProblem(kind: Property["kind"], value: Value): string | undefined {
  if (Array.isArray(value)) return "Attribute must be a single value, not a list";
  if (isObject(value)) return "Attribute must be a single value, not a map";
  if (kind === "int" && !Number.isInteger(Number(value)))
    return `Attribute must be a whole number, got ${String(value)}`;
  if (kind === "bool" && !["true", "false", "1", "0"].includes(String(value)))
    return `strconv.ParseBool: parsing ${JSON.stringify(String(value))}: invalid syntax`;
  return undefined;
}

function goKind(value: Value): string {
  if (Array.isArray(value)) return "slice";
  return typeof value === "boolean" ? "bool" : typeof value === "number" ? "float64" : typeof value;
}

/** Upstream is lenient: "2" is a number where a number is wanted, and 2 a string where a string is wanted. */
function scalar(kind: Property["kind"], value: Value): Value {
  if (value === null || isUnknown(value) || typeof value === "object") return value;
  if (kind === "int") return Number.isNaN(Number(value)) ? value : Number(value);
  if (kind === "bool") return value === true || value === "true" || value === 1 || value === "1";
  return String(value);
}

function withDefaults(fields: Fields, old: Values | undefined, asked: Values): Values {
  const oldDefaults = old?.["__defaults"];
  const wasDefault = (name: string): boolean => !Array.isArray(oldDefaults) || oldDefaults.includes(name);
  const inputs: Values = {};
  const defaults: string[] = [];
  for (const [name, value] of Object.entries(asked)) {
    if (isReserved(name)) continue;
    const property = fields[name];
    inputs[name] = property ? nested(property, old?.[name], value) : value;
  }
  for (const [name, property] of Object.entries(fields)) {
    if (name in inputs || property.default === undefined) continue;
    if (property.conflictsWith?.some((other) => other in inputs)) continue;
    const before = old?.[name];
    inputs[name] = before !== undefined && before !== null && wasDefault(name) ? before : property.default;
    defaults.push(name);
  }
  return { __defaults: defaults.sort(), ...inputs };
}

function nested(property: Property, old: Value | undefined, value: Value): Value {
  if (isUnknown(value)) return value;
  const fields = fieldsOf(property);
  if (fields && isObject(value)) return withDefaults(fields, isObject(old) ? old : undefined, value);
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const before = Array.isArray(old) ? old[index] : undefined;
      if (fields && isObject(item)) return withDefaults(fields, isObject(before) ? before : undefined, item);
      return fields ? item : scalar("string", item);
    });
  }
  if (property.kind === "map" && isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, scalar("string", item)]));
  return scalar(property.kind, value);
}
