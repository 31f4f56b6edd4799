import type { ErpClient } from "#clients/erp/client.ts";
import {
  demandBaseUrl,
  type ParameterValues,
  readParameters,
  writeParameters,
} from "#clients/erp/parameters.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpSession } from "../erpSession.ts";
import {
  type Diff,
  isUnknown,
  PartialFailure,
  type Resource,
  type ResourceHandler,
  UNKNOWN,
  type Values,
} from "../plugin.ts";
import { objectDiff, sameSpelled, sameValue, text } from "../values.ts";

const GROUPS = ["settings", "secrets"] as const;

export interface ErpParametersInputs {
  system: MailSystem;
  /** What the ERP's `web.base.url` must be, as the registered redirect URIs begin with it. */
  baseUrl: string;
  /** Parameters without a secret, by key. */
  settings: Record<string, string>;
  secrets: Record<string, string>;
  /** Whether the values work already; nothing is written before. Default true. */
  ready?: boolean;
}

export interface ErpParametersOutputs {
  status: "awaited" | "written";
}

type Status = ErpParametersOutputs["status"];

/**
 * System parameters of the ERP that hold what one system issued. Remembers what it found there, and puts that back when destroyed;
 * where our own values were there already, an earlier state was lost, and nothing is put back.
 */
export const erpParameters = (session: ErpSession): ResourceHandler => ({
  secretOutputs: ["secrets", "found"],

  check: async ({ inputs }) => ({ inputs }),

  async diff({ old, inputs }) {
    const diff = objectDiff(old.inputs, inputs, { identity: ["system"], values: [] });
    if (inputs.ready === false) return diff;
    for (const group of GROUPS) Object.assign(diff.detailedDiff, keyDiff(group, old.inputs, inputs));
    if (old.outputs.status === "awaited") diff.detailedDiff.status = { kind: "update", inputDiff: false };
    return { ...diff, changes: Object.keys(diff.detailedDiff).length > 0 };
  },

  async create({ inputs, preview }) {
    const client = await session.client();
    if (!isUnknown(inputs.baseUrl)) await demandBaseUrl(client, text(inputs.baseUrl));
    const awaited = inputs.ready === false;
    if (preview)
      return { id: "", outputs: { ...inputs, found: UNKNOWN, status: awaited ? "awaited" : UNKNOWN } };
    const id = text(inputs.system);
    if (awaited) return { id, outputs: { ...inputs, found: {}, status: "awaited" satisfies Status } };
    return session.change(async (erp) => ({
      id,
      outputs: await take(erp, { id, inputs, outputs: { ...inputs } }),
    }));
  },

  async update({ old, inputs, preview }) {
    const outputs: Values = { ...old.outputs, ...inputs };
    if (preview) return { outputs };
    return session.change(async (client) => {
      await demandBaseUrl(client, text(inputs.baseUrl));
      const resource = { id: old.id, inputs, outputs };
      if (old.outputs.status === "awaited") return { outputs: await take(client, resource) };
      // A parameter that is no longer ours gets back what it held.
      const dropped = Object.keys(valuesOf(old.inputs)).filter((key) => !(key in valuesOf(inputs)));
      const found = old.outputs.found as ParameterValues;
      const back = Object.fromEntries(dropped.map((key) => [key, found[key] ?? ""]));
      await write(client, resource, { ...back, ...valuesOf(inputs) });
      return { outputs };
    });
  },

  async read({ old }) {
    if (Object.keys(old.inputs).length === 0)
      throw new Error(
        `System parameters are not imported: an update takes over those of "${old.id}" that are there.`,
      );
    if (old.outputs.status === "awaited") return old;
    const client = await session.client();
    const live = await readParameters(client, Object.keys(valuesOf(old.inputs)));
    for (const key of keysOf(old.inputs.secrets)) if (live[key]) client.protect(live[key]);
    const shown = Object.fromEntries(
      GROUPS.map((group) => [
        group,
        Object.fromEntries(keysOf(old.inputs[group]).map((key) => [key, live[key] ?? ""])),
      ]),
    );
    return { id: old.id, inputs: { ...old.inputs, ...shown }, outputs: { ...old.outputs, ...shown } };
  },

  async delete({ old }) {
    if (old.outputs.status === "awaited") return;
    await session.change((client) => writeParameters(client, old.outputs.found as ParameterValues));
  },
});

/** Remembers what is there, then writes. @returns the outputs */
async function take(client: ErpClient, resource: Resource): Promise<Values> {
  const wanted = valuesOf(resource.inputs);
  const before = await readParameters(client, Object.keys(wanted));
  const ours = Object.keys(wanted).every((key) => before[key] === wanted[key]);
  const found = ours ? Object.fromEntries(Object.keys(wanted).map((key) => [key, ""])) : before;
  const outputs: Values = { ...resource.outputs, found, status: "written" satisfies Status };
  await write(client, { ...resource, outputs }, wanted);
  return outputs;
}

/** Writes; what was found first stays in the state even when that ends half-way. */
async function write(client: ErpClient, resource: Resource, values: ParameterValues): Promise<void> {
  for (const key of keysOf(resource.inputs.secrets)) if (values[key]) client.protect(values[key]);
  const keys = Object.keys(values);
  const before = await readParameters(client, keys);
  try {
    await writeParameters(client, values);
  } catch (error) {
    const now = await readParameters(client, keys).catch(() => undefined);
    if (JSON.stringify(now) === JSON.stringify(before)) throw error;
    throw new PartialFailure(resource, error);
  }
}

const keysOf = (group: Values[string] | undefined): string[] => Object.keys((group ?? {}) as Values);

const valuesOf = (inputs: Values): ParameterValues =>
  ({ ...(inputs.settings as object), ...(inputs.secrets as object) }) as ParameterValues;

/** One entry per parameter, so that a preview names those that somebody changed. */
function keyDiff(
  group: (typeof GROUPS)[number],
  old: Values,
  wanted: Values,
): NonNullable<Diff["detailedDiff"]> {
  if (isUnknown(old[group]) || isUnknown(wanted[group]))
    return { [group]: { kind: "update", inputDiff: true } };
  const before: Values = { ...(old[group] as Values) };
  const after: Values = { ...(wanted[group] as Values) };
  const same = group === "secrets" ? sameValue : sameSpelled;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const differing = [...keys].filter((key) => !same(before[key], after[key]));
  return Object.fromEntries(
    differing.map((key) => [`${group}["${key}"]`, { kind: "update" as const, inputDiff: true }]),
  );
}
