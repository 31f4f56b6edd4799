import { createInterface } from "node:readline/promises";

/** Asks whoever sits at the terminal. @returns whether the answer was "yes" */
export async function askOnTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} Type "yes": `)).trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}
