import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { ThrottledNotice } from "#stack/engineRun.ts";
import type { Envelope } from "../results/envelope.ts";

/** What one command printed and how it ended. */
export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  /** Both streams, line by line as they came. */
  output: string;
  /** What it reported, beside what it printed for people; absent where it ended before it could. */
  report?: Envelope;
}

export interface Watcher {
  began: (pid: number) => void;
  said: (line: string) => void;
  /** Microsoft or Google asks to be left alone for so long. */
  throttled: (milliseconds: number) => void;
  ended: (pid: number) => void;
}

/** Set for a command that runs for one of many tenants: whatever its arguments look like, it never starts commands for many itself. */
export const ONE_TENANT = "MODERN_AUTH_ONE_TENANT";

/** Enough for any report of one tenant, and little enough for hundreds of them. */
const KEPT_CHARACTERS = 200_000;

/**
 * Runs a Node program in a process group of its own: a Ctrl-C in the terminal reaches it only through `cancel`, which it gets as SIGINT
 * and ends cleanly on. Keeps the end of what it prints, without colours.
 */
export async function runChild(
  args: readonly string[],
  watcher: Watcher,
  cancel: AbortSignal,
): Promise<ChildEnd> {
  const child = spawn(process.execPath, args, {
    // What is printed is for people; the report comes over a channel of its own.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
    env: { ...process.env, [ONE_TENANT]: "1" },
  });
  const interrupt = (): void => void child.kill("SIGINT");
  const closed = once(child, "close") as Promise<[ChildEnd["code"], ChildEnd["signal"]]>;
  const { pid } = child;
  if (pid !== undefined) watcher.began(pid);
  cancel.addEventListener("abort", interrupt);
  let report: Envelope | undefined;
  child.on("message", (message) => {
    const told = message as unknown as Envelope | ThrottledNotice;
    if ("throttledMs" in told) watcher.throttled(Number(told.throttledMs));
    else report = told;
  });
  const stdout = new Tail();
  const output = new Tail();
  const { stdout: printed, stderr: said } = child as ChildProcessByStdio<null, Readable, Readable>;
  createInterface({ input: said }).on("line", (line) => take(line, output));
  createInterface({ input: printed }).on("line", (line) => take(line, output, stdout));
  function take(coloured: string, ...tails: Tail[]): void {
    const line = stripVTControlCharacters(coloured);
    for (const tail of tails) tail.add(line);
    watcher.said(line);
  }
  try {
    const [code, signal] = await closed;
    return { code, signal, stdout: stdout.text, output: output.text, ...(report ? { report } : {}) };
  } finally {
    cancel.removeEventListener("abort", interrupt);
    if (pid !== undefined) watcher.ended(pid);
  }
}

/** The last lines of a text that may be long. */
class Tail {
  readonly #lines: string[] = [];
  #characters = 0;

  get text(): string {
    return this.#lines.join("\n");
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#characters += line.length;
    while (this.#characters > KEPT_CHARACTERS && this.#lines.length > 1)
      this.#characters -= this.#lines.shift()?.length ?? 0;
  }
}
