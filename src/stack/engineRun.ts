import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { type Cause, isOfTheEngine, type OwnFailure } from "#config/cause.ts";
import { FAILURE_NOTES, notedFailures } from "#config/failureNotes.ts";
import { printable } from "#config/rules/printable.ts";
import { type PulumiRun, withoutPasswords } from "./pulumi.ts";
import { pulumiFailure, transientFailure } from "./pulumiFailure.ts";

export interface EngineRun extends PulumiRun {
  code: number;
  /** Somebody asked for its end: nothing is tried again. */
  interrupted: boolean;
  /** What our program and plugin failed of, as they say themselves. */
  noted: readonly OwnFailure[];
}

/** Why the engine failed: in the words of the CLI where it is its own affair, otherwise as our program or plugin says it. */
export function engineFailure({
  stdout,
  stderr,
  interrupted,
  noted,
}: Pick<EngineRun, "stdout" | "stderr" | "interrupted" | "noted">): Cause {
  if (interrupted) return { kind: "interrupted" };
  const failure = pulumiFailure(stripVTControlCharacters(`${stdout}\n${stderr}`));
  return failure.kind === "words" ? (noted[0] ?? failure) : failure;
}

/** What our own program and plugin say of systems whose failure passes by itself. */
const PASSING: Readonly<Record<string, readonly string[]>> = {
  erp: ["busy", "lost"],
  google: ["throttled"],
};

/** Why a failed run of the engine is worth another try; undefined when trying again cannot help. */
export const passingFailure = ({
  stdout,
  stderr,
  noted,
}: Pick<EngineRun, "stdout" | "stderr" | "noted">): string | undefined =>
  transientFailure(stdout + stderr) ??
  (noted.some(isPassing) ? "a service was overloaded, or its answer was lost" : undefined);

function isPassing(failure: OwnFailure): boolean {
  if (failure.kind === "unreachable") return failure.status !== undefined;
  return "code" in failure && (PASSING[failure.kind]?.includes(failure.code) ?? false);
}

/** What a run for one of many tenants says to the one that started it, beside its report. */
export interface ThrottledNotice {
  throttledMs: number;
}

/** Without a word of how long. */
const USUAL_PAUSE_MS = 10_000;

/** Microsoft or Google has enough of us: whoever runs this for many tenants lets no further one begin for a while. */
function noticeThrottling({ stdout, stderr, noted }: Pick<EngineRun, "stdout" | "stderr" | "noted">): void {
  const refused = noted.filter((one) => one.kind === "unreachable" && one.status !== undefined);
  if (transientFailure(stdout + stderr) !== "throttling" && refused.length === 0) return;
  const asked = refused.map((one) => ("retryAfterMs" in one ? (one.retryAfterMs ?? 0) : 0));
  const notice: ThrottledNotice = { throttledMs: Math.max(0, ...asked) || USUAL_PAUSE_MS };
  process.send?.(notice, () => {
    // Whoever started this may be gone.
  });
}

/** The engine failed. The message is what it printed. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly failure: Cause;

  constructor(message: string, run: EngineRun) {
    super(message);
    this.failure = engineFailure(run);
  }
}

/**
 * Runs a command of the engine and prints what it prints, as the user would see it; not what the CLI itself failed of, where the cause
 * says that in our words.
 *
 * @param out where its standard output goes
 */
export async function runEngine(args: readonly string[], out: NodeJS.WritableStream): Promise<EngineRun> {
  const run = await start(
    args,
    {},
    (text, stream) => void (stream === "stdout" && out.write(printable(text))),
  );
  if (run.code === 0 || !isOfTheEngine(engineFailure(run))) process.stderr.write(printable(run.stderr));
  return run;
}

/** The same without a word. @param env what differs from our own environment */
export const runEngineQuietly = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<EngineRun> => start(args, env, ignore);

/**
 * The engine may be at work in a customer's tenant. So a signal is passed on to it, which it ends cleanly on; and it goes on to its end
 * where nobody reads any more what it prints.
 */
async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  print: (text: string, stream: "stdout" | "stderr") => void,
): Promise<EngineRun> {
  const folder = mkdtempSync(join(tmpdir(), "modern-auth-"));
  const notes = join(folder, "failures");
  const child = spawn("pulumi", [...args, "--non-interactive"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, [FAILURE_NOTES]: notes, ...env },
  });
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].on("error", ignore);
    // By lines: what has to be taken out may be spread over two chunks.
    createInterface({ input: child[stream], crlfDelay: Infinity }).on("line", (line) => {
      const text = `${withoutPasswords(line)}\n`;
      printed[stream] += text;
      print(text, stream);
    });
  }
  let interrupted = false;
  const signals = ["SIGINT", "SIGTERM"] as const;
  const pass = (signal: NodeJS.Signals): void => {
    interrupted = true;
    // A terminal sends Ctrl-C to both of us.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  try {
    const [code] = await once(child, "close");
    const run: EngineRun = { code: code ?? 1, ...printed, interrupted, noted: notedFailures(notes) };
    if (run.code !== 0) noticeThrottling(run);
    return run;
  } finally {
    for (const signal of signals) process.off(signal, pass);
    rmSync(folder, { recursive: true, force: true });
  }
}

const ignore = (): void => {};
