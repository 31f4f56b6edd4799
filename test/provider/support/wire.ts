// The engine's wire constants once more, on purpose: a slip in the plugin's own copy must not go unseen.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What the engine sends for a value that is not known during a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Wire = Record<string, unknown>;

export const secret = (value: unknown): Wire => ({ [SIGNATURE]: SECRET, value });

/** An output value; without `value` it is not known yet. */
export const output = (about: { value?: unknown; secret?: boolean; dependencies?: string[] }): Wire => ({
  [SIGNATURE]: OUTPUT,
  ...about,
});

const isObject = (value: unknown): value is Wire =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isSecret = (value: unknown): boolean => isObject(value) && value[SIGNATURE] === SECRET;

/** The value inside a secret's envelope. @throws when there is no envelope */
export function inside(value: unknown): unknown {
  if (!isObject(value) || !isSecret(value)) throw new Error("this value is not in a secret's envelope");
  return value.value;
}

/** The same with every secret's content taken out: what is left is what anybody may read. */
export function masked(value: unknown): unknown {
  if (isSecret(value)) return "(secret)";
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
}

/** Names of the properties that stand in a secret's envelope, in order. */
export const secretNames = (properties: Wire): string[] =>
  Object.keys(properties)
    .filter((key) => isSecret(properties[key]))
    .toSorted();
