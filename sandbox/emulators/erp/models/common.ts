import { standardFields } from "../fieldsGet.ts";
import type { Text } from "../labels.ts";
import { commonMethods } from "../methods.ts";
import type { Flavour } from "../options.ts";
import type { Field, FieldType, Group, Method, Model } from "../schema.ts";

/** What tells one model from the others. */
export interface Described extends Pick<Model, "name" | "description" | "check" | "hides" | "checkUnlink"> {
  order?: string;
  /** Who may read, and who may change. */
  access: readonly [read: Group, change: Group];
  fields: readonly Field[];
  methods?: readonly (readonly [string, Method])[];
}

/** A model with what all models have: id and the like, and the common methods. */
export function model(flavour: Flavour, described: Described): Model {
  const { access, fields, methods = [], order = "id", ...rest } = described;
  const [read, change] = access;
  return {
    ...rest,
    order,
    access: { read, write: change, create: change, unlink: change },
    fields: [...standardFields(flavour), ...fields],
    methods: new Map([...commonMethods(flavour), ...methods]),
  };
}

/** A field in one line. */
export function field(name: string, type: FieldType, label: Text, more: Partial<Field> = {}): Field {
  return { name, type, label, ...more };
}
