import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** The stacks whose states in a backend of files cannot be read. The CLI lists none then, and does not say because of which. */
export const damagedStates = (folder: string, project: string): string[] => {
  const states = join(folder, ".pulumi", "stacks", project);
  return namesIn(states).flatMap((name) => {
    const [, stack] = /^(.+)\.json(?:\.gz)?$/.exec(name) ?? [];
    return stack === undefined || isState(join(states, name)) ? [] : [stack];
  });
};

/** What a folder holds; nothing where there is none. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a file is a state as a whole. */
export function isState(file: string): boolean {
  try {
    const bytes = readFileSync(file);
    const { checkpoint } = JSON.parse(String(file.includes(".json.gz") ? gunzipSync(bytes) : bytes));
    return typeof checkpoint?.latest === "object";
  } catch {
    return false;
  }
}
