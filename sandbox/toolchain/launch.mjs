import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { exitCodeOf } from "./errors.mjs";

const SAME_WISH_MS = 500;

/**
 * Two signals within this time are one wish: npm passes on what the terminal has already sent to all of us.
 * @param {number} last when the last one came
 */
export function isRepetition(last) {
  return Date.now() - last < SAME_WISH_MS;
}

/**
 * The environment in which an entry runs: our tools first, nothing that asks the network unasked.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root
 * @param {{ path: string[] }} toolchain
 * @returns {NodeJS.ProcessEnv}
 */
export function entryEnvironment(env, root, toolchain) {
  return {
    ...env,
    PATH: [...toolchain.path, env.PATH].filter(Boolean).join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NODE_COMPILE_CACHE: join(root, ".toolchain", "compile-cache"),
    ERP_MODERN_AUTH_TOOLCHAIN: JSON.stringify(toolchain),
  };
}

/**
 * Runs the entry in our place: same terminal, same signals, same exit code.
 * @param {string} node
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code
 */
export function launch(node, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { env, stdio: "inherit" });
    let last = 0;
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      // A terminal sends Ctrl-C to the whole process group, so the child has it already.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      if (isRepetition(last)) return;
      last = Date.now();
      child.kill(signal);
    };
    const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
    for (const signal of signals) process.on(signal, pass);
    const settle = () => {
      for (const signal of signals) process.off(signal, pass);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      settle();
      resolve(signal ? exitCodeOf(signal) : (code ?? 1));
    });
  });
}
