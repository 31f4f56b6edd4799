import {
  PartialFailure,
  type Resource,
  type ResourceHandler,
  UNKNOWN,
  type Values,
} from "#provider/plugin.ts";
import { check } from "./check.ts";
import { detailedDiff } from "./detail.ts";
import { listed } from "./errors.ts";
import { importedInputs, refreshedInputs } from "./extract.ts";
import { configurationOf, plan } from "./plan.ts";
import type { Fields } from "./schema.ts";
import { settle, shape } from "./settle.ts";
import { equivalent, withoutUnknowns } from "./values.ts";

/** One resource type of an upstream provider: its schema and what its four verbs do. State is in our names. */
export interface Definition {
  fields: Fields;
  /** Outputs that are secret whatever the inputs were. */
  secretOutputs?: readonly string[];
  /**
   * Calls `made` as soon as the state may know the object, so that a later failure does not lose it. Returns what can
   * never be read again.
   */
  create(planned: Values, made: (id: string) => void): Promise<Values | undefined>;
  /** The live object laid over what the state knew; undefined when it is gone. */
  read(id: string, state: Values): Promise<Values | undefined>;
  update?(id: string, planned: Values, live: Values): Promise<void>;
  delete(id: string, state: Values): Promise<void>;
  /** The state that an import starts from. Absent where upstream cannot import. @throws on an id of another form. */
  import?(id: string): { id: string; state: Values };
  /** Upstream's CustomizeDiff: may reject the plan, or add to it. `live` is absent before a creation. */
  customize?(request: Planning): Promise<Values>;
}

export interface Planning {
  id: string | undefined;
  live: Values | undefined;
  planned: Values;
  config: Values;
}

/** Imports by an id of one form, such as "/applications/{objectId}". */
export const importedAs =
  (form: string): NonNullable<Definition["import"]> =>
  (id) => {
    if (!new RegExp(`^${form.replace(/\{\w+\}/g, "[^/]+")}$`).test(id))
      throw new Error(`parsing ${JSON.stringify(id)}: expected an ID of the form ${form}`);
    return { id, state: {} };
  };

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The bridge: makes an engine's resource out of an upstream definition. */
export function bridged(definition: Definition): ResourceHandler {
  const { fields } = definition;

  const planned = async (id: string | undefined, live: Values | undefined, inputs: Values) => {
    const config = configurationOf(inputs);
    const request = { id, live, planned: plan(fields, live, config), config };
    return (await definition.customize?.(request)) ?? request.planned;
  };
  const planFor = (urn: string, id: string | undefined, live: Values | undefined, inputs: Values) =>
    planned(id, live, inputs).catch((error: unknown) => {
      throw new Error(`diffing ${urn}: ${listed(error)}`, { cause: error });
    });

  const readAfter = async (id: string, wanted: Values, urn: string, verb: string): Promise<Values> => {
    const read = await definition.read(id, withoutUnknowns(wanted) as Values);
    if (!read) throw new Error(`expected non-empty ID for new state during ${verb} of ${urn}`);
    return { ...settle(fields, wanted, shape(fields, read)), id };
  };
  const partial = (resource: Resource, urn: string, verb: string, error: unknown) =>
    new PartialFailure(resource, new Error(`${verb} ${urn}: ${listed(error)}`, { cause: error }));

  const handler: ResourceHandler = {
    ...(definition.secretOutputs ? { secretOutputs: definition.secretOutputs } : {}),

    async check({ old, inputs, urn }) {
      return check(fields, nameOf(urn), old, inputs);
    },

    async diff({ old, inputs, urn }) {
      const live = stateOf(fields, old.outputs);
      const wanted = await planFor(urn, old.id, live, inputs);
      if (equivalent(live, wanted)) return { changes: false, replaces: [], detailedDiff: {} };
      const detail = detailedDiff(fields, live, wanted, inputs);
      const replaces = Object.entries(detail)
        .filter(([, { kind }]) => kind.endsWith("-replace"))
        .map(([path]) => path.split(/[.[]/)[0] ?? path);
      return {
        changes: Object.keys(detail).length > 0,
        replaces: [...new Set(replaces)].sort(),
        detailedDiff: detail,
      };
    },

    async create({ inputs, preview, urn }) {
      const wanted = await planFor(urn, undefined, undefined, inputs);
      if (preview) return { id: "", outputs: { ...wanted, id: UNKNOWN } };
      let made: string | undefined;
      let onlyOnce: Values | undefined;
      try {
        onlyOnce = await definition.create(wanted, (id) => {
          made = id;
        });
        if (made === undefined)
          throw new Error(`expected non-empty ID for new state during Create of ${urn}`);
        return { id: made, outputs: await readAfter(made, { ...wanted, ...onlyOnce }, urn, "Create") };
      } catch (error) {
        if (made === undefined) throw new Error(listed(error), { cause: error });
        const outputs = { ...(withoutUnknowns({ ...wanted, ...onlyOnce }) as Values), id: made };
        throw partial({ id: made, inputs, outputs }, urn, "creating", error);
      }
    },

    async read({ old, urn }) {
      const refresh = Object.keys(old.outputs).length > 0;
      const from = refresh ? { id: old.id, state: stateOf(fields, old.outputs) } : startOfImport(old.id);
      const read = await definition.read(from.id, from.state).catch((error: unknown) => {
        throw new Error(`refreshing ${urn}: ${listed(error)}`, { cause: error });
      });
      if (!read) return undefined;
      const outputs: Values = { ...shape(fields, read), id: from.id };
      const inputs = refresh ? refreshedInputs(old.inputs, outputs) : importedInputs(fields, outputs);
      return { id: from.id, inputs, outputs };
    },

    async delete({ old }) {
      await definition.delete(old.id, stateOf(fields, old.outputs)).catch((error: unknown) => {
        throw new Error(listed(error), { cause: error });
      });
    },
  };

  const startOfImport = (id: string): { id: string; state: Values } => {
    if (!definition.import) throw new Error("resource doesn't support import");
    const start = definition.import(id);
    return { id: start.id, state: stateOf(fields, start.state) };
  };

  const { update } = definition;
  if (update) {
    handler.update = async ({ old, inputs, preview, urn }) => {
      const live = stateOf(fields, old.outputs);
      const wanted = await planFor(urn, old.id, live, inputs);
      if (preview) return { outputs: { ...wanted, id: old.id } };
      try {
        await update.call(definition, old.id, wanted, live);
        return { outputs: await readAfter(old.id, wanted, urn, "Update") };
      } catch (error) {
        const outputs = { ...live, id: old.id };
        throw partial({ id: old.id, inputs: old.inputs, outputs }, urn, "updating", error);
      }
    };
  }
  return handler;
}

const stateOf = (fields: Fields, outputs: Values): Values =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, outputs[name] ?? null]));
