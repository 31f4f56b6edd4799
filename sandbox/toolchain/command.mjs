import { spawn } from "node:child_process";

const GRACE_MS = 5_000;
/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} [signal] stops the command and everything it started; its reason is thrown
 * @property {number} [timeoutMs]
 * @property {(line: string) => void} [onLine] told each line of output
 */

/**
 * Runs a command to its end and returns its exit code with all it printed. It gets a process group of its own, because npm and go start
 * processes of their own which must stop with them.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runCommand(command, args, { cwd, env, signal, timeoutMs, onLine }) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child);
    let output = "";
    let timedOut = false;
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    const stop = () => {
      killGroup(child, "SIGTERM");
      timers.push(setTimeout(() => killGroup(child, "SIGKILL"), GRACE_MS));
    };
    if (timeoutMs) {
      timers.push(
        setTimeout(() => {
          timedOut = true;
          stop();
        }, timeoutMs),
      );
    }
    signal?.addEventListener("abort", stop, { once: true });
    const settle = () => {
      running.delete(child);
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        output += chunk;
        if (onLine) for (const line of chunk.split("\n")) if (line.trim()) onLine(line.trim());
      });
    }
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (code, by) => {
      settle();
      if (signal?.aborted) reject(signal.reason);
      else if (timedOut)
        reject(new Error(`${command} ${args[0] ?? ""} took longer than ${timeoutMs / 1000} s`));
      else resolve({ code: code ?? 1, output: by ? `${output}\n(ended by ${by})` : output });
    });
  });
}

/** For a user who does not want to wait for an orderly end. */
export function killRunningCommands() {
  for (const child of running) killGroup(child, "SIGKILL");
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

/**
 * Beginning and end of a long output: npm says first what went wrong and adds a page of help, most others say it last.
 * @param {string} output
 * @param {number} [lines]
 */
export function excerpt(output, lines = 40) {
  const all = output.trim().split("\n");
  if (all.length <= lines) return all.join("\n");
  const half = Math.floor(lines / 2);
  return [...all.slice(0, half), `… ${all.length - 2 * half} lines left out …`, ...all.slice(-half)].join(
    "\n",
  );
}
