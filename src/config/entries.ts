import type { RawEntry } from "./parse.ts";

/** Keys that configure the plugin, which reads them by itself; checked with all others. */
const PLUGIN = "modernauth:";

/**
 * The keys of a stack configuration that are ours, as {@link parseConfig} takes them: those of the project without its name, those
 * of the plugin as they are.
 */
export function ownEntries(
  project: string,
  all: Readonly<Record<string, RawEntry>>,
): Record<string, RawEntry> {
  const own = Object.entries(all).flatMap(([key, entry]) => {
    if (key.startsWith(`${project}:`)) return [[key.slice(project.length + 1), entry] as const];
    return key.startsWith(PLUGIN) ? [[key, entry] as const] : [];
  });
  return Object.fromEntries(own);
}
