import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { runCommand } from "./command.mjs";
import { probe } from "./download.mjs";
import { reasonOf } from "./errors.mjs";
import { findOnPath, isExecutable } from "./executables.mjs";
import { pulumiHome } from "./pulumi.mjs";

/** Where `pulumi plugin install` downloads from. */
const DOWNLOAD_HOSTS = ["https://api.github.com", "https://get.pulumi.com"];
const INSTALL_TIMEOUT_MS = 240_000;

/** @typedef {{ kind: "real" | "stand-in" | "missing", version: string, path: string, why?: string }} Plugin */

/**
 * @typedef {object} PluginOptions
 * @property {Record<string, string>} versions by short name, e.g. `{ azuread: "6.9.1" }`
 * @property {string} pulumi the CLI
 * @property {string} [standIns] the folder of our own plugins of the same names; without it a plugin that cannot be had is missing
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say
 * @property {AbortSignal} [signal]
 * @property {readonly string[]} [hosts] addresses that tell whether a download has a chance
 * @property {number} [connectTimeoutMs]
 * @property {number} [installTimeoutMs]
 */

/**
 * Finds the real plugins wherever they can be had. Where not, names the stand-ins, or what is missing where those are not allowed.
 * @param {PluginOptions} options
 * @returns {Promise<Record<string, Plugin>>}
 */
export async function obtainPlugins(options) {
  const names = Object.keys(options.versions);
  const local = await Promise.all(names.map((name) => findInstalled(name, options)));
  const closed = local.includes(undefined) ? await whyClosed(options) : undefined;
  const plugins = await Promise.all(
    names.map(
      async (name, i) => local[i] ?? (closed ? unavailable(name, closed, options) : install(name, options)),
    ),
  );
  return Object.fromEntries(names.map((name, i) => [name, plugins[i]]));
}

/** @param {string} name */
function programOf(name) {
  return `pulumi-resource-${name}`;
}

/** @param {string} name @param {PluginOptions} options @returns {string} */
function cacheFolder(name, { versions, env }) {
  return join(pulumiHome(env), "plugins", `resource-${name}-v${versions[name]}`);
}

/** @param {string} name @param {PluginOptions} options @returns {Plugin | undefined} */
function findCached(name, options) {
  const folder = cacheFolder(name, options);
  const path = join(folder, programOf(name));
  // Pulumi marks an unfinished installation that way.
  if (!isExecutable(path) || existsSync(`${folder}.partial`)) return undefined;
  return { kind: "real", version: options.versions[name], path };
}

/** @param {string} name @param {PluginOptions} options @returns {Promise<Plugin | undefined>} */
async function findInstalled(name, options) {
  const cached = findCached(name, options);
  if (cached) return cached;
  for (const path of findOnPath(programOf(name), options.env)) {
    // Those of another clone answer the wanted version, too.
    if (dirname(path) === options.standIns || STAND_INS.test(path)) continue;
    const version = await versionOf(path, options);
    if (version === options.versions[name]) return { kind: "real", version, path };
  }
  return undefined;
}

const STAND_INS = /\/sandbox\/standins\/bin\/[^/]+$/;

/** @param {string} path @param {PluginOptions} options */
async function versionOf(path, { env, signal }) {
  try {
    const { output } = await runCommand(path, ["-version"], { env, signal, timeoutMs: 10_000 });
    return /^v?(\d+\.\d+\.\d+\S*)$/m.exec(output)?.[1];
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  }
}

/** @param {PluginOptions} options @returns {Promise<string | undefined>} undefined when at least one host can be reached */
async function whyClosed({ hosts = DOWNLOAD_HOSTS, env, say, signal, connectTimeoutMs }) {
  say(`asking whether ${hosts.map((host) => new URL(host).host).join(" or ")} can be reached`);
  const answers = await Promise.allSettled(
    hosts.map((host) => probe(host, { env, signal, connectTimeoutMs })),
  );
  signal?.throwIfAborted();
  const reasons = answers.map((answer) =>
    answer.status === "rejected" ? reasonOf(answer.reason) : undefined,
  );
  return reasons.includes(undefined) ? undefined : `no download: ${reasons.join("; ")}`;
}

/** @param {string} name @param {PluginOptions} options @returns {Promise<Plugin>} */
async function install(name, options) {
  const { versions, pulumi, env, say, signal, installTimeoutMs = INSTALL_TIMEOUT_MS } = options;
  say(
    `installing ${Object.entries(versions)
      .map(([plugin, version]) => `${plugin} ${version}`)
      .join(" and ")}`,
  );
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" };
  const args = ["plugin", "install", "resource", name, versions[name]];
  try {
    const { code, output } = await runCommand(pulumi, args, {
      env: quiet,
      signal,
      timeoutMs: installTimeoutMs,
    });
    const installed = findCached(name, options);
    if (code === 0 && installed) return installed;
    return unavailable(name, output.trim().split("\n").at(-1) || `exit code ${code}`, options);
  } catch (error) {
    if (signal?.aborted) throw error;
    return unavailable(name, reasonOf(error), options);
  }
}

/** @param {string} name @param {string} why @param {PluginOptions} options @returns {Plugin} */
function unavailable(name, why, options) {
  const { versions, standIns } = options;
  return standIns === undefined
    ? {
        kind: "missing",
        version: versions[name],
        path: join(cacheFolder(name, options), programOf(name)),
        why,
      }
    : { kind: "stand-in", version: versions[name], path: join(standIns, programOf(name)), why };
}

/**
 * The entries that may run on stand-ins: the sandbox's and the tests'. Everything else may be about a real tenant, which must fail
 * rather than be changed by them.
 * @param {string} root the repository
 * @param {readonly string[]} args of Node: options, the entry and what it takes
 * @returns {boolean}
 */
export function mayUseStandIns(root, args) {
  const entry = args.find((arg) => !arg.startsWith("-"));
  const path = entry === undefined ? "" : relative(root, resolve(entry));
  return /^(sandbox|test)\//.test(path) && !path.startsWith("sandbox/toolchain/");
}

/**
 * The folders that must come first on the PATH so that the engine runs exactly these plugins. It looks there before it looks
 * into its cache (and prints a warning then), so a cached plugin's folder is only named where another plugin of its name is in the way.
 * @param {Record<string, Plugin>} plugins
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function pluginFolders(plugins, env) {
  const used = Object.entries(plugins);
  const standIns = used
    .filter(([, plugin]) => plugin.kind === "stand-in")
    .map(([, plugin]) => dirname(plugin.path));
  const hidden = used
    .filter(
      ([name, plugin]) =>
        plugin.kind === "real" && (standIns.length > 0 || findOnPath(programOf(name), env).length > 0),
    )
    .map(([, plugin]) => dirname(plugin.path));
  return [...new Set([...hidden, ...standIns])];
}

/**
 * @param {Record<string, Plugin>} plugins
 * @returns {string} which kind will run, and why
 */
export function describePlugins(plugins) {
  /** @type {Map<string, string[]>} */
  const others = new Map();
  const real = [];
  for (const [name, { kind, version, path, why = "" }] of Object.entries(plugins)) {
    if (kind === "real") real.push(`real ${name} ${version} (${path})`);
    else {
      const group = `${kind === "stand-in" ? "stand-ins for" : "missing:"} {} (${why})`;
      others.set(group, [...(others.get(group) ?? []), `${name} ${version}`]);
    }
  }
  const groups = [...others].map(([group, names]) => group.replace("{}", () => names.join(" and ")));
  return [...real, ...groups].join("; ");
}

/**
 * @param {Record<string, Plugin>} plugins
 * @returns {string | undefined} what is missing, why, and what to do; undefined where nothing is
 */
export function missingPlugins(plugins) {
  const missing = Object.entries(plugins).filter(([, { kind }]) => kind === "missing");
  if (missing.length === 0) return undefined;
  const named = missing.map(([name, { version }]) => `${name} ${version}`).join(" and ");
  const why = [...new Set(missing.map(([, plugin]) => plugin.why))].join("; ");
  const commands = missing.map(([name, { version }]) => `pulumi plugin install resource ${name} ${version}`);
  const folders = missing.map(([, { path }]) => dirname(path));
  return `Pulumi's plugins for ${named} are not on this machine (${why}).
Without them no tenant is previewed or updated: modern-auth preview and up, pulumi preview and up. What to do, any one of:
  - let this machine reach ${DOWNLOAD_HOSTS.join(" or ")}, then run the same command again
  - on a machine that reaches them: ${commands.join("; ")}
    and copy what that makes to ${folders.join(" and ")}
`;
}
