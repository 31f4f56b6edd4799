import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a command took, with all that it started. */
export interface Taken {
  code: number | null;
  stdout: string;
  /** Seconds. */
  wall: number;
  /** Seconds of user and system time. */
  cpu: number;
  /** Peak memory of the process itself, in MB; only of Node's. */
  peak: number;
}

const PEAK = fileURLToPath(new URL("peak.ts", import.meta.url));

/** Runs a command and measures it. @param args the program first @throws Error when it cannot be started */
export async function measure(
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string | undefined> } = {},
): Promise<Taken> {
  const folder = mkdtempSync(join(tmpdir(), "modern-auth-bench-"));
  const [time, peak] = [join(folder, "time"), join(folder, "peak")];
  // The shell counts the time of all that it waited for, and of what those waited for.
  const script = 'exec 3>&2 2>"$1"; TIMEFORMAT="%R %U %S"; shift; time "$@" 2>&3 3>&-';
  const child = spawn("bash", ["-c", script, "bash", time, ...args], {
    cwd,
    env: { ...process.env, ...env, BENCH_PEAK: peak, NODE_OPTIONS: `--import=${PEAK}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.resume();
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    const [wall = 0, user = 0, system = 0] = readFileSync(time, "utf8").trim().split(" ").map(Number);
    return { code, stdout, wall, cpu: user + system, peak: peakIn(peak) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first process that ended last is the command itself: those that it started write before it. */
function peakIn(file: string): number {
  try {
    return Number(readFileSync(file, "utf8")) / 1024;
  } catch {
    return 0;
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
