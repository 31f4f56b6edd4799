import { z } from "zod";
import type { KeyMeta } from "./keyMeta.ts";
import { schema } from "./schema.ts";

/** What the schema says about the key at a path of the configuration, such as ["microsoft", "tenantId"]. */
export function metaAt(path: readonly PropertyKey[]): KeyMeta {
  const type = schemaAt(path);
  const own = (type.meta() ?? unwrap(type).meta()) as KeyMeta | undefined;
  const keys = keysAt(path);
  return own ?? { allowed: keys.length > 0 ? `the keys ${keys.join(", ")}` : "another value", example: "" };
}

/** Which kinds of values a key takes, as YAML has them; none for a section, or a key that there is not. */
export function takesAt(
  path: readonly PropertyKey[],
): Record<"text" | "number" | "boolean" | "date", boolean> {
  const bare = unwrap(schemaAt(path));
  const kinds = bare instanceof z.ZodUnion ? bare.options : [bare];
  const takes = (type: abstract new (...args: never[]) => unknown) =>
    kinds.some((kind) => kind instanceof type);
  // The one text that is turned into another is a date.
  const date = takes(z.ZodPipe);
  return {
    text: takes(z.ZodString) || takes(z.ZodEnum) || date,
    number: takes(z.ZodNumber),
    boolean: takes(z.ZodBoolean),
    date,
  };
}

/** The keys that may stand at a path; none where it is no section. */
export const keysAt = (path: readonly PropertyKey[]): string[] => Object.keys(shapeOf(schemaAt(path)) ?? {});

/** Whether a top-level key holds a section or a list, which the engine hands over as JSON. */
export const isSection = (key: string): boolean => {
  const bare = unwrap(schemaAt([key]));
  return key in schema.shape && (bare instanceof z.ZodObject || bare instanceof z.ZodArray);
};

/** Whether one of few values is meant, the same for every customer: a fix may name one. All others are the customer's own. */
export function isChoice(path: readonly PropertyKey[]): boolean {
  const bare = unwrap(schemaAt(path));
  return bare instanceof z.ZodEnum || bare instanceof z.ZodBoolean || bare instanceof z.ZodNumber;
}

function schemaAt(path: readonly PropertyKey[]): z.ZodType {
  return path.reduce<z.ZodType>((inner, key) => {
    const bare = unwrap(inner);
    if (bare instanceof z.ZodArray) return bare.element as z.ZodType;
    if (bare instanceof z.ZodRecord) return bare.valueType as z.ZodType;
    return (shapeOf(bare)?.[key as string] as z.ZodType | undefined) ?? bare;
  }, schema);
}

function unwrap(type: z.ZodType): z.ZodType {
  const wrapped =
    type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodPrefault;
  return wrapped ? unwrap(type.unwrap() as z.ZodType) : type;
}

const shapeOf = (type: z.ZodType) => {
  const bare = unwrap(type);
  return bare instanceof z.ZodObject ? bare.shape : undefined;
};
