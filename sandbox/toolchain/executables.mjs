import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * @param {string} file
 * @returns {boolean} false for an empty file too: that is what a full disk leaves
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    const stat = statSync(file);
    return stat.isFile() && stat.size > 0;
  } catch {
    return false;
  }
}

/**
 * Every program of that name on the PATH, first match first, apart from npm launchers: those are wrappers that may start a download.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function findOnPath(name, env) {
  return (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .filter((file) => isExecutable(file) && !/\/node_modules\//.test(`${file}\n${realpathSync(file)}`));
}
