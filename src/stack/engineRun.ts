import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import type { Cause, OwnFailure } from "#config/cause.ts";
import { FAILURE_NOTES, notedFailures } from "#config/failureNotes.ts";
import { printable } from "#config/rules/printable.ts";
import { type PulumiRun, withoutPasswords } from "./pulumi.ts";
import { pulumiFailure } from "./pulumiFailure.ts";

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

/** The engine failed. The message is what it printed. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly failure: Cause;

  constructor(message: string, run: EngineRun) {
    super(message);
    this.failure = engineFailure(run);
  }
}

/** Runs a command of the engine and prints what it prints, as the user would see it. @param out where its standard output goes */
export const runEngine = (args: readonly string[], out: NodeJS.WritableStream): Promise<EngineRun> =>
  start(args, {}, (text, stream) => void (stream === "stdout" ? out : process.stderr).write(printable(text)));

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
    return { code: code ?? 1, ...printed, interrupted, noted: notedFailures(notes) };
  } finally {
    for (const signal of signals) process.off(signal, pass);
    rmSync(folder, { recursive: true, force: true });
  }
}

const ignore = (): void => {};
