import { type Diff, type DiffKind, isUnknown, type Value, type Values } from "#provider/plugin.ts";
import { matchInputs } from "./match.ts";
import { type Fields, fieldsOf, type Property } from "./schema.ts";
import { equal, isObject, isPresent, isReserved } from "./values.ts";

type Detail = NonNullable<Diff["detailedDiff"]>;
type Path = readonly (string | number)[];
type Base = "add" | "delete" | "update";

interface Spot {
  path: Path;
  /** Undefined below a map: its values have no schema of their own. */
  property: Property | undefined;
  /** Whether a change of the container's content, as such, demands a replacement. */
  within: boolean;
}

/** What changes, property path by property path, between the state as it is and as it is planned. */
export function detailedDiff(fields: Fields, live: Values, planned: Values, inputs: Values): Detail {
  const detail: Detail = {};
  compareFields({ path: [], property: undefined, within: false }, fields, live, planned, inputs, detail);
  return detail;
}

function compareFields(
  at: Spot,
  fields: Fields,
  live: Values,
  planned: Values,
  inputs: Values,
  detail: Detail,
): void {
  for (const name of [...new Set([...Object.keys(live), ...Object.keys(planned)])].sort()) {
    if (isReserved(name)) continue;
    const spot = { path: [...at.path, name], property: fields[name], within: false };
    compare(spot, live[name] ?? null, planned[name] ?? null, inputs, detail);
  }
}

function compare(at: Spot, live: Value, planned: Value, inputs: Values, detail: Detail): void {
  if (!isPresent(live) || !isPresent(planned) || isUnknown(planned)) {
    shortCut(at, live, planned, detail);
    return;
  }
  const fields = fieldsOf(at.property);
  if (Array.isArray(live) && Array.isArray(planned)) {
    if (at.property?.kind === "set") compareSets(at, live, planned, inputs, detail);
    else if (fields) compareElements(at, live, planned, inputs, detail);
    else compareScalars(at, live, planned, detail);
    return;
  }
  if (isObject(live) && isObject(planned)) {
    if (fields) compareFields(at, fields, live, planned, inputs, detail);
    else compareMaps(at, live, planned, inputs, detail);
    return;
  }
  if (!equal(live, planned)) note(at, "update", replaces(at), detail);
}

/** One side is missing, or not known yet: the whole property is one change. */
function shortCut(at: Spot, live: Value, planned: Value, detail: Detail): void {
  if (!isPresent(live) && !isPresent(planned)) return;
  const base: Base = !isPresent(live) ? "add" : !isPresent(planned) ? "delete" : "update";
  const value = isPresent(planned) && !isUnknown(planned) ? planned : isPresent(live) ? live : null;
  note(at, base, replaces(at) || (!isUnknown(planned) && holdsForceNew(at.property, value)), detail);
}

function compareElements(at: Spot, live: Value[], planned: Value[], inputs: Values, detail: Detail): void {
  for (let index = 0; index < Math.max(live.length, planned.length); index += 1) {
    compare(elementOf(at, index), live[index] ?? null, planned[index] ?? null, inputs, detail);
  }
}

/** Lists of plain values: the shortest edit, each edit under the index where the user would look for it. */
function compareScalars(at: Spot, live: Value[], planned: Value[], detail: Detail): void {
  const kept = commonSubsequence(live, planned);
  const gone = [...live.keys()].filter((index) => !kept.some(([left]) => left === index));
  const come = new Set([...planned.keys()].filter((index) => !kept.some(([, right]) => right === index)));
  for (const index of gone) {
    const spot = elementOf(at, index);
    note(spot, come.delete(index) ? "update" : "delete", replaces(at), detail);
  }
  for (const index of come) note(elementOf(at, index), "add", replaces(at), detail);
}

function commonSubsequence(a: Value[], b: Value[]): [number, number][] {
  const best: [number, number][][][] = Array.from({ length: a.length + 1 }, () => []);
  const at = (i: number, j: number): [number, number][] => best[i]?.[j] ?? [];
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [down, right] = [at(i + 1, j), at(i, j + 1)];
      const row = best[i];
      if (row)
        row[j] = equal(a[i], b[j])
          ? [[i, j], ...at(i + 1, j + 1)]
          : down.length >= right.length
            ? down
            : right;
    }
  }
  return at(0, 0);
}

/** Sets: what went is named by its place in the state, what came by its place in the program. */
function compareSets(at: Spot, live: Value[], planned: Value[], inputs: Values, detail: Detail): void {
  const removed = [...live.keys()].filter((index) => !planned.some((item) => equal(item, live[index])));
  const added = [...planned.keys()].filter((index) => !live.some((item) => equal(item, planned[index])));
  if (removed.length === 0 && added.length === 0) return;
  const places = matchInputs(at.path, at.property, added, planned, inputs);
  if (!places || places.size !== added.length) {
    note(at, "update", replaces(at), detail);
    return;
  }
  for (const index of new Set([...removed, ...places.keys()])) {
    const before = removed.includes(index) ? (live[index] ?? null) : null;
    const place = places.get(index);
    compare(
      elementOf(at, index),
      before,
      place === undefined ? null : (planned[place] ?? null),
      inputs,
      detail,
    );
  }
}

function compareMaps(at: Spot, live: Values, planned: Values, inputs: Values, detail: Detail): void {
  for (const name of [...new Set([...Object.keys(live), ...Object.keys(planned)])].sort()) {
    const spot = { path: [...at.path, name], property: undefined, within: at.property?.forceNew === true };
    compare(spot, live[name] ?? null, planned[name] ?? null, inputs, detail);
  }
}

const elementOf = (at: Spot, index: number): Spot => ({
  path: [...at.path, index],
  property: at.property && fieldsOf(at.property) ? { ...at.property, kind: "object" } : undefined,
  within: at.property?.forceNew === true,
});

const replaces = (at: Spot): boolean => at.property?.forceNew === true || at.within;

/** Whether something inside of a whole block that comes or goes demands a replacement. */
function holdsForceNew(property: Property | undefined, value: Value): boolean {
  const fields = fieldsOf(property);
  if (!fields) return false;
  if (Array.isArray(value)) return value.some((item) => holdsForceNew(property, item));
  if (!isObject(value)) return false;
  return Object.entries(fields).some(
    ([name, field]) =>
      isPresent(value[name]) && (field.forceNew === true || holdsForceNew(field, value[name] ?? null)),
  );
}

function note(at: Spot, base: Base, replace: boolean, detail: Detail): void {
  const kind: DiffKind = replace ? `${base}-replace` : base;
  detail[pathText(at.path)] = { kind, inputDiff: false };
}

/** A property path as the engine writes it: a name of other characters than letters, digits and "_" stands in brackets. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (step === "" || /\W/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
