import { fileURLToPath } from "node:url";

/** The environment in which a process writes down which modules it loads. @param file gets their URLs, one a line */
export const recordingModules = (file: string): { NODE_OPTIONS: string; LOADED_MODULES: string } => ({
  NODE_OPTIONS: `--require ${fileURLToPath(new URL("loaded.cjs", import.meta.url))}`,
  LOADED_MODULES: file,
});

/** The packages that stand in such a list, each once. */
export const packagesIn = (modules: string): string[] => [
  ...new Set([...modules.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].map(([, name = ""]) => name)),
];
