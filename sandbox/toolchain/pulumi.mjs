import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { downloadPulumi } from "./archive.mjs";
import { fillFolder } from "./cache.mjs";
import { runCommand } from "./command.mjs";
import { Interrupted, reasonOf, ToolchainError } from "./errors.mjs";
import { findOnPath, isExecutable } from "./executables.mjs";
import { compilePulumi } from "./go.mjs";

const LANGUAGE_HOST = "pulumi-language-nodejs";

/** @typedef {{ path: string, version: string, how: "cache" | "PATH" | "download" | "compile" }} Pulumi */

/**
 * @typedef {object} PulumiOptions
 * @property {string} version of `@pulumi/pulumi`: the CLI must be that one or newer
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say
 * @property {AbortSignal} [signal]
 * @property {readonly string[]} [releases] addresses to download from instead of the official ones
 * @property {number} [connectTimeoutMs]
 */

/** @param {NodeJS.ProcessEnv} env @returns {string} */
export function pulumiHome(env) {
  return resolve(env.PULUMI_HOME || join(homedir(), ".pulumi"));
}

/**
 * Finds or makes the Pulumi CLI with its Node language host. What is made goes where Pulumi's own launcher and Automation API
 * look for it, so it is made once a machine.
 * @param {PulumiOptions} options
 * @returns {Promise<Pulumi>}
 * @throws {ToolchainError} that lists every way and why it failed
 */
export async function obtainPulumi(options) {
  const { version, env, say, signal } = options;
  const folder = join(pulumiHome(env), "versions", version);
  /** @type {{ way: string, reason: string }[]} */
  const failures = [];
  /** @type {Pulumi | undefined} */
  let found;
  const findCached = async () => {
    found = await inCache(join(folder, "bin"), options).catch(() => undefined);
    signal?.throwIfAborted();
    return found !== undefined;
  };
  /** @type {[string, () => Promise<Pulumi>][]} */
  const ways = [
    ["launcher cache", () => inCache(join(folder, "bin"), options)],
    ["PATH", () => onPath(options)],
    ["download", () => fill("download", downloadPulumi)],
    ["compile", () => fill("compile", compilePulumi)],
  ];
  /** @param {"download" | "compile"} how @param {typeof compilePulumi} make */
  async function fill(how, make) {
    await fillFolder(folder, {
      isComplete: findCached,
      fill: async (temporary) => {
        await make(temporary, options);
        await inCache(join(temporary, "bin"), options);
      },
      signal,
      onWait: (holder) => say(`waiting for ${holder}, which is obtaining Pulumi too`),
    });
    return found ?? { ...(await inCache(join(folder, "bin"), options)), how };
  }

  for (const [way, attempt] of ways) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Interrupted || signal?.aborted) throw error;
      failures.push({ way, reason: reasonOf(error) });
    }
  }
  throw new ToolchainError(noPulumi(version, join(folder, "bin"), failures));
}

/** @param {string} bin @param {PulumiOptions} options @returns {Promise<Pulumi>} */
async function inCache(bin, options) {
  for (const name of ["pulumi", LANGUAGE_HOST]) {
    if (!isExecutable(join(bin, name))) throw new Error(`${bin} holds no ${name}`);
  }
  const path = join(bin, "pulumi");
  return { path, version: await versionOf(path, options), how: "cache" };
}

/** @param {PulumiOptions} options @returns {Promise<Pulumi>} */
async function onPath(options) {
  const reasons = [];
  for (const path of findOnPath("pulumi", options.env)) {
    try {
      const version = await versionOf(path, options);
      if (!isNewEnough(version, options.version)) {
        throw new Error(`${path} is ${version}, needed is ${options.version} or newer`);
      }
      const beside = isExecutable(join(dirname(path), LANGUAGE_HOST));
      if (!beside && findOnPath(LANGUAGE_HOST, options.env).length === 0) {
        throw new Error(`${path} has no ${LANGUAGE_HOST} beside it or on the PATH`);
      }
      return { path, version, how: "PATH" };
    } catch (error) {
      if (options.signal?.aborted) throw error;
      reasons.push(reasonOf(error));
    }
  }
  throw new Error(reasons.join("; ") || "no `pulumi` on the PATH");
}

/** @param {string} path @param {PulumiOptions} options */
async function versionOf(path, { env, signal }) {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" };
  const { code, output } = await runCommand(path, ["version"], { env: quiet, signal, timeoutMs: 30_000 });
  const version = /^v?(\d+\.\d+\.\d+\S*)$/m.exec(output)?.[1];
  if (code !== 0 || version === undefined)
    throw new Error(`${path} does not answer its version (exit code ${code})`);
  return version;
}

/**
 * @param {string} version @param {string} wanted
 * @returns {boolean} a pre-release is older than its release; another major version is another program
 */
export function isNewEnough(version, wanted) {
  const [have, want] = [version, wanted].map((text) => text.split(/[.+-]/, 3).map(Number));
  if (have[0] !== want[0]) return false;
  if (have[1] !== want[1]) return have[1] > want[1];
  if (have[2] !== want[2]) return have[2] > want[2];
  return !version.includes("-");
}

/** @param {string} version @param {string} bin @param {readonly { way: string, reason: string }[]} failures */
function noPulumi(version, bin, failures) {
  const tried = failures.map(
    ({ way, reason }, i) => `  ${i + 1}. ${way}: ${reason.replaceAll("\n", "\n     ")}`,
  );
  return `No Pulumi CLI ${version} with its Node language host is to be had. Tried, in this order:
${tried.join("\n")}
What to do, any one of:
  - let this machine reach https://get.pulumi.com or https://github.com, then run the same command again
  - install Pulumi ${version} or newer (https://www.pulumi.com/docs/install/), so that \`pulumi version\` answers in this shell
  - install Go 1.25.11 or newer (https://go.dev/doc/install) and let it reach a Go module proxy (\`go env GOPROXY\`)
  - copy pulumi and ${LANGUAGE_HOST} of another machine into ${bin}`;
}
