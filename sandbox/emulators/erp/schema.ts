import type { Faults } from "../core/faults.ts";
import type { Language, Operation, Text } from "./labels.ts";
import type { ErpState, Flavour } from "./options.ts";
import type { Row, Value } from "./values.ts";

/** Groups that guard models and fields, from everybody's to the administrators'. */
export type Group = "employee" | "rights" | "contacts" | "settings";

export type FieldType =
  | "boolean"
  | "char"
  | "text"
  | "integer"
  | "selection"
  | "many2one"
  | "many2many"
  | "one2many"
  | "datetime";

/** One field of a model, and what `fields_get` tells of it. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly label: Text;
  readonly help?: Text;
  readonly size?: number;
  readonly required?: boolean;
  readonly readonly?: boolean;
  /** 14: readonly unless the record is in draft (told to clients, not enforced). */
  readonly draftOnly?: boolean;
  readonly selection?: readonly (readonly [value: string, label: Text])[];
  readonly relation?: string;
  /** Only these users know of the field. */
  readonly group?: Group;
  readonly default?: Value;
  /** The module that brings the field, when it isn't there from the start. */
  readonly module?: string;
  /** The value is kept in the partner, whose rights then count; only plain relations are told by `fields_get`. */
  readonly partner?: "related" | "computed";
  /** The value is worked out on reading instead of kept. */
  readonly compute?: (row: Row, call: Call, id: number) => Value;
  /** The value goes into the emulator's list of secrets. */
  readonly secret?: boolean;
  /** A form shows the value as stars. */
  readonly password?: boolean;
}

/** One method that RPC may call. */
export interface Method {
  /** The class that Python names in a TypeError of 19. */
  readonly owner: string;
  /** Whether it works on records: the first argument over JSON-RPC, `ids` over JSON-2. */
  readonly ofRecords: boolean;
  /** Names of the arguments in order; a trailing "?" marks those that have a default. */
  readonly params: readonly string[];
  /** For methods that come and go with a module. */
  readonly exists?: (state: ErpState) => boolean;
  /** @returns undefined for Python's None */
  readonly run: (call: Call) => Value | undefined | Promise<Value | undefined>;
}

export interface Model {
  readonly name: string;
  readonly description: Text;
  /** The default order of a search. */
  readonly order: string;
  readonly access: Readonly<Record<Operation, Group>>;
  readonly fields: readonly Field[];
  readonly methods: ReadonlyMap<string, Method>;
  /** Further checks before a change, with the values as they would be stored. @throws ErpError */
  readonly check?: (call: Call, values: Row, id: number | null) => void;
  /** Records a user may not see although the model is open to the user. */
  readonly hides?: (call: Call, id: number) => boolean;
  /** @throws ErpError why a record may not go */
  readonly checkUnlink?: (call: Call, id: number) => void;
}

/** What all calls share. */
export interface World {
  readonly state: ErpState;
  readonly models: ReadonlyMap<string, Model>;
  readonly faults: Faults;
  readonly secrets: Set<string>;
}

/** One call of one method by one user. */
export interface Call {
  readonly world: World;
  readonly model: Model;
  readonly flavour: Flavour;
  readonly uid: number;
  readonly context: Row;
  /** The language of labels and values. */
  readonly language: Language;
  /** The language of messages: 19 falls back on the user's own, 14 on English. */
  readonly messageLanguage: Language;
  readonly ids: readonly number[];
  readonly args: Row;
}

/** A call of the same user on another model. */
export function on(call: Call, modelName: string): Call {
  const model = call.world.models.get(modelName);
  if (!model) throw new Error(`model ${modelName} is not emulated`);
  return { ...call, model, ids: [], args: {} };
}

/** The records of a model, by id. */
export function table(state: ErpState, model: string): Record<string, Row> {
  state.records[model] ??= {};
  return state.records[model];
}

/** Whether a module is installed. */
export function isInstalled(state: ErpState, module: string): boolean {
  const rows = Object.values(table(state, "ir.module.module"));
  return rows.some((row) => row["name"] === module && row["state"] === "installed");
}
