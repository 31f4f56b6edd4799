import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Ended, withoutPasswords } from "./pulumi.ts";

export interface EngineRun extends Ended {
  code: number;
  /** Somebody asked for its end: nothing is tried again. */
  interrupted: boolean;
}

/** Runs a command of the engine and prints what it prints, as the user would see it. */
export const runEngine = (args: readonly string[]): Promise<EngineRun> =>
  start(args, {}, (text, stream) => void process[stream].write(text));

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
  const child = spawn("pulumi", [...args, "--non-interactive"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].on("error", ignore);
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      const text = withoutPasswords(chunk);
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
    return { code: code ?? 1, ...printed, interrupted };
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}

const ignore = (): void => {};
