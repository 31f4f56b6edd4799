import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { killRunningCommands } from "./command.mjs";
import { ensureDependencies, nodeFolder, nodeProgram } from "./dependencies.mjs";
import { exitCodeOf, Interrupted, ToolchainError } from "./errors.mjs";
import { entryEnvironment, isRepetition, launch } from "./launch.mjs";
import { describePlugins, mayUseStandIns, missingPlugins, obtainPlugins, pluginFolders } from "./plugins.mjs";
import { createProgress } from "./progress.mjs";
import { obtainPulumi, pulumiHome } from "./pulumi.mjs";

/**
 * @typedef {object} MainOptions
 * @property {string} root the repository
 * @property {readonly string[]} args `--prepare`, or the arguments of the project's own Node: an entry and what it takes
 * @property {NodeJS.ProcessEnv} env
 * @property {readonly string[]} [releases] addresses to download Pulumi from instead of the official ones
 * @property {readonly string[]} [pluginHosts] addresses to ask instead of the official ones whether plugins can be downloaded
 */

/**
 * Prepares the toolchain and runs the entry with it.
 * @param {MainOptions} options
 * @returns {Promise<number>} the exit code
 */
export async function main(options) {
  const { root, args, env } = options;
  if (process.platform === "win32") {
    process.stderr.write(
      "The sandbox needs Linux or macOS. On Windows, run it in WSL (https://learn.microsoft.com/windows/wsl).\n",
    );
    return 1;
  }
  if (args.length === 0) {
    process.stderr.write(
      "Say what to run: node sandbox/toolchain/run.mjs <entry.ts> [arguments], or --prepare.\n",
    );
    return 2;
  }
  const stop = new AbortController();
  let asked = 0;
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    if (isRepetition(asked)) return;
    asked = Date.now();
    if (stop.signal.aborted) killRunningCommands();
    else stop.abort(new Interrupted(signal));
  };
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, onSignal);
  const progress = createProgress();
  let toolchain;
  try {
    toolchain = await prepare(options, progress, stop);
  } catch (error) {
    progress.close();
    const reason = stop.signal.reason ?? error;
    if (reason instanceof Interrupted) {
      process.stderr.write(
        `${reason.message} What was half-made is removed; the next run starts there again.\n`,
      );
      return exitCodeOf(reason.signal);
    }
    process.stderr.write(`\n${reason instanceof ToolchainError ? reason.message : reason.stack}\n`);
    return 1;
  } finally {
    progress.close();
    for (const signal of signals) process.off(signal, onSignal);
  }
  const missing = missingPlugins(toolchain.plugins);
  if (missing) process.stderr.write(`\n${missing}\n`);
  if (args[0] === "--prepare") return 0;
  return launch(nodeProgram(root), args, entryEnvironment(env, root, toolchain));
}

/**
 * @param {MainOptions} options
 * @param {import("./progress.mjs").Progress} progress
 * @param {AbortController} stop
 */
async function prepare({ root, args, env, releases, pluginHosts }, progress, stop) {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { signal } = stop;
  /**
   * One failed step stops the others: nobody wants to wait for the compiler to read that npm failed.
   * @template T
   * @param {string} label
   * @param {(say: (text: string) => void) => Promise<T>} work
   * @param {(result: T) => string} summary
   */
  const step = async (label, work, summary) => {
    const task = progress.task(label);
    try {
      const result = await work(task.say);
      task.done(summary(result));
      return result;
    } catch (error) {
      task.failed(signal.aborted ? "stopped" : "failed");
      if (!signal.aborted) stop.abort(error);
      throw error;
    }
  };

  const [, pulumi] = await allSettled([
    step(
      "dependencies",
      (say) => ensureDependencies({ root, env, say, signal }),
      (done) => done,
    ),
    step(
      "Pulumi",
      (say) => obtainPulumi({ version: dependencies["@pulumi/pulumi"], env, say, signal, releases }),
      ({ version, path }) => `${version} at ${path}`,
    ),
  ]);
  const plugins = await step(
    "plugins",
    (say) =>
      obtainPlugins({
        versions: { azuread: dependencies["@pulumi/azuread"], gcp: dependencies["@pulumi/gcp"] },
        pulumi: pulumi.path,
        ...(mayUseStandIns(root, args) ? { standIns: join(root, "sandbox", "standins", "bin") } : {}),
        env,
        say,
        signal,
        hosts: pluginHosts,
      }),
    describePlugins,
  );
  return {
    pulumi: pulumi.path,
    version: pulumi.version,
    home: pulumiHome(env),
    plugins,
    path: [
      nodeFolder(root),
      dirname(pulumi.path),
      ...pluginFolders(plugins, env),
      join(root, "node_modules", ".bin"),
    ],
  };
}

/**
 * Like `Promise.all`, but waits until all have ended, so that nothing is still at work when the caller cleans up.
 * @template {readonly Promise<unknown>[]} T
 * @param {T} promises
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
async function allSettled(promises) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
