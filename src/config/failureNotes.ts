import { appendFileSync, readFileSync } from "node:fs";
import type { OwnFailure } from "./cause.ts";

/**
 * The environment variable that names a file for failures. Whoever starts the engine for commands of ours sets it: our program and our
 * plugin, which the engine starts, write there as data what they failed of. The engine itself passes on nothing but a text.
 */
export const FAILURE_NOTES = "MODERN_AUTH_FAILURE_NOTES";

/** Writes down why the program or the plugin failed, where somebody wants to know. Never fails itself. */
export function noteFailure(failure: OwnFailure): void {
  const file = process.env[FAILURE_NOTES];
  if (!file) return;
  try {
    appendFileSync(file, `${JSON.stringify(failure)}\n`, { mode: 0o600 });
  } catch {
    // What failed is told as a text all the same.
  }
}

/** What was written down, in the order of time; nothing where nothing was. */
export function notedFailures(file: string): OwnFailure[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as OwnFailure);
  } catch {
    return [];
  }
}
