import { readFileSync } from "node:fs";
import { recordings } from "#test/support/recordings.ts";
import type { StateResource } from "./stack.ts";
import type { Step } from "./steps.ts";

export type Plugin = "azuread-6.9.1" | "gcp-9.25.0";

const read = (plugin: Plugin, file: string): string =>
  readFileSync(new URL(`${plugin}/${file}`, recordings), "utf8");

export interface Drift {
  scenario: string;
  exitCode: number;
  steps: Step[];
}

export const recordedDrift = (plugin: Plugin): Drift[] => JSON.parse(read(plugin, "drift.json")) as Drift[];

export const recordedState = (plugin: Plugin): StateResource[] =>
  JSON.parse(read(plugin, "state.json")) as StateResource[];

/** The requests of one run, as "METHOD /path?query", in order. */
export const recordedCalls = (plugin: Plugin, run: string): string[] =>
  read(plugin, `http-${run}.jsonl`)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { method: string; url: string })
    .map(({ method, url }) => `${method} ${url}`);
