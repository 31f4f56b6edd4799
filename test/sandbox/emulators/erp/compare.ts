/** How far two answers must agree: in every value, or in their shape only. */
export type Strictness = "values" | "shape";

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const kind = (value: unknown) => (value === null ? "null" : Array.isArray(value) ? "list" : typeof value);

/** What tells a given answer from the recorded one, each with its place; empty when they agree. */
export function differences(
  recorded: unknown,
  given: unknown,
  strictness: Strictness,
  place = "answer",
): string[] {
  if (kind(recorded) !== kind(given)) return [`${place}: ${kind(recorded)} became ${kind(given)}`];
  if (Array.isArray(recorded) && Array.isArray(given)) return ofLists(recorded, given, strictness, place);
  if (isFields(recorded) && isFields(given)) {
    const missing = Object.keys(recorded).filter((key) => !(key in given));
    const extra = Object.keys(given).filter((key) => !(key in recorded));
    const common = Object.keys(recorded).filter((key) => key in given);
    return [
      ...missing.map((key) => `${place}.${key}: missing`),
      ...extra.map((key) => `${place}.${key}: not in the recording`),
      ...common.flatMap((key) => differences(recorded[key], given[key], strictness, `${place}.${key}`)),
    ];
  }
  if (strictness === "shape" || recorded === given) return [];
  return [`${place}: ${JSON.stringify(recorded)} became ${JSON.stringify(given)}`];
}

/** Lists of objects have the same length in any case; how many numbers a list has is a matter of values. */
function ofLists(recorded: unknown[], given: unknown[], strictness: Strictness, place: string): string[] {
  const plain = [...recorded, ...given].every((item) => typeof item !== "object");
  if (strictness === "shape" && plain) {
    const kinds = new Set(recorded.map(kind));
    return given.filter((item) => !kinds.has(kind(item))).map((item) => `${place}: holds a ${kind(item)}`);
  }
  if (recorded.length !== given.length) return [`${place}: ${recorded.length} items became ${given.length}`];
  return recorded.flatMap((item, index) => differences(item, given[index], strictness, `${place}[${index}]`));
}

/** The class of an error, in either JSON protocol; in XML-RPC the code of the fault. */
export function errorClass(answer: unknown): unknown {
  if (!isFields(answer)) return undefined;
  if (isFields(answer["fault"])) return String(answer["fault"]["faultCode"]).split("\n")[0];
  const { error } = answer;
  if (isFields(error) && isFields(error["data"])) return error["data"]["name"];
  return "debug" in answer ? answer["name"] : undefined;
}

/**
 * A recorded answer without the stock fields that the emulator leaves out: the keys of every map of fields, as they
 * stand in `fields_get` and in views, and help texts. Nothing of the addon may be left out.
 */
export function abridged(recorded: unknown, given: unknown): unknown {
  if (!isFields(recorded) || !isFields(given)) return recorded;
  const entries = Object.entries(recorded).filter(([key, value]) => {
    const field = isFields(value) && "string" in value;
    return key in given || !(field || key === "help") || key.startsWith("oauth2_");
  });
  return Object.fromEntries(entries.map(([key, value]) => [key, abridged(value, given[key])]));
}

/** What a person or a client finds its way by in a form: elements with their texts and names, in order. */
export function landmarks(arch: string): string[] {
  const pattern = /<(page|group|button|field|form)\b([^>]*)>/g;
  return [...arch.matchAll(pattern)].map(([, tag, attributes = ""]) => {
    const kept = ["string", "name", "password"].flatMap((name) => {
      const value = new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1];
      return value === undefined || (tag === "page" && name === "name") ? [] : [`${name}=${value}`];
    });
    return [tag, ...kept].join(" ");
  });
}
