import { createInterface } from "node:readline/promises";
import { plainLine, printable } from "#config/rules/printable.ts";

/** Asks whoever sits at the terminal. @returns whether the answer was "yes" */
export async function askOnTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${printable(question)} Type "yes": `)).trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}

/** Lays rows of cells out in columns, two spaces apart. What a file holds must not steer the terminal. */
export function columnsText(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => plainLine(cell).replace(/\s+/g, " ")));
  const widths = (clean[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => row[column]?.length ?? 0)),
  );
  return clean
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** What was typed cannot be meant. Ends the program with exit code 2, and says so to people only. */
export class WrongUsage extends Error {}
