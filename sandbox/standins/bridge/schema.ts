import type { Value, Values } from "#provider/plugin.ts";

type Scalar = "string" | "bool" | "int";

/** How a property behaves: the same five facts that the upstream provider's schema states. */
export interface Property {
  /** `object` is a block of which there is at most one: the bridge shows its single element. */
  kind: Scalar | "map" | "list" | "set" | "object";
  /** Elements of a list or set, or the fields of an object. */
  of?: "string" | Fields;
  mode: "required" | "optional" | "computed" | "optional+computed";
  forceNew?: true;
  default?: string | boolean | number;
  /** Name upstream, where it is not the snake-case form of ours. */
  upstream?: string;
  conflictsWith?: readonly string[];
  /** Whether a block that is no longer asked for may stay, because nothing in it says anything. */
  keepWhenUnset?: (live: Values) => boolean;
  /** Whether two different spellings mean the same (upstream's DiffSuppressFunc). */
  same?: (live: Value, wanted: Value) => boolean;
  /** What is wrong with a value, in upstream's words, or undefined. `name` is the upstream name. */
  check?: (value: Value, name: string) => string | undefined;
}

export type Fields = { readonly [name: string]: Property };

type More = Omit<Property, "kind" | "mode" | "of">;
type Mode = Property["mode"];

export const text = (mode: Mode, more: More = {}): Property => ({ kind: "string", mode, ...more });
export const flag = (mode: Mode, more: More = {}): Property => ({ kind: "bool", mode, ...more });
export const whole = (mode: Mode, more: More = {}): Property => ({ kind: "int", mode, ...more });
export const map = (mode: Mode, more: More = {}): Property => ({ kind: "map", mode, ...more });
export const list = (mode: Mode, of: "string" | Fields, more: More = {}): Property => ({
  kind: "list",
  mode,
  of,
  ...more,
});
export const set = (mode: Mode, of: "string" | Fields, more: More = {}): Property => ({
  kind: "set",
  mode,
  of,
  ...more,
});
export const block = (mode: Mode, of: Fields, more: More = {}): Property => ({
  kind: "object",
  mode,
  of,
  ...more,
});

export const fieldsOf = (property: Property | undefined): Fields | undefined =>
  typeof property?.of === "object" ? property.of : undefined;

export const isComputed = (property: Property): boolean => property.mode.includes("computed");
export const isInput = (property: Property): boolean => property.mode !== "computed";

/** Blocks are never null upstream, only empty; attributes can be either. */
export const isBlock = (property: Property): boolean =>
  fieldsOf(property) !== undefined && !isComputed(property);

export const upstreamName = (name: string, property?: Property): string =>
  property?.upstream ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
