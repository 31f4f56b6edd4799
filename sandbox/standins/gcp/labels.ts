import type { Value, Values } from "#provider/plugin.ts";
import { isObject, record } from "../bridge/values.ts";
import type { Settings } from "./settings.ts";

export const ATTRIBUTION = "goog-pulumi-provisioned";

const labelsOf = (value: Value | undefined): Values => (isObject(value) ? value : {});

/** Labels that the program answers for: its own, the provider's, and at creation the mark of who made it. */
export function managedLabels(config: Values, live: Values | undefined, settings: Settings): Values {
  const marked = live === undefined || ATTRIBUTION in labelsOf(live["effectiveLabels"]);
  return {
    ...settings.defaultLabels,
    ...labelsOf(config["labels"]),
    ...(settings.attribution && marked ? { [ATTRIBUTION]: "true" } : {}),
  };
}

/** All labels once the managed ones are set and those that were managed before are gone; foreign ones stay. */
export function mergedLabels(live: Value | undefined, before: Value | undefined, managed: Values): Values {
  const merged = { ...labelsOf(live), ...managed };
  for (const name of Object.keys(labelsOf(before))) if (!(name in managed)) delete merged[name];
  return merged;
}

/** Of the live labels those that the state knows; what is gone reads as empty, and no labels at all as none. */
export function knownLabels(live: unknown, known: Value | undefined): Values {
  if (live === undefined || live === null) return {};
  const labels = record(live);
  return Object.fromEntries(Object.keys(labelsOf(known)).map((name) => [name, String(labels[name] ?? "")]));
}
