import { styleText } from "node:util";
import { printable } from "#config/rules/printable.ts";
import type { Outcome } from "../results/result.ts";

const COLOURS = {
  ok: "green",
  warn: "yellow",
  drift: "magenta",
  inconclusive: "yellow",
  "not-provisioned": "yellow",
  refused: "red",
  failed: "red",
  "not-run": "gray",
} as const satisfies Record<Outcome, Parameters<typeof styleText>[0]>;

/** In colour where the stream is a terminal and NO_COLOR is not set. @param text the outcome's name when absent */
export const coloured = (outcome: Outcome, stream: NodeJS.WriteStream, text: string = outcome): string =>
  styleText(COLOURS[outcome], text, { stream });

/** An outcome in our own colour, the one thing that may steer a terminal. */
const OWN = new RegExp(`(\\x1b\\[\\d+m(?:${Object.keys(COLOURS).join("|")}) *\\x1b\\[39m)`);

/** A text as it may be printed: whatever other systems put into it steers neither the terminal nor the CI system that reads the log. */
export const terminalText = (text: string): string =>
  text
    .split(OWN)
    .map((part, place) => (place % 2 === 1 ? part : printable(part)))
    .join("");

/** Prints a text: the one way out to people. */
export const print = (stream: NodeJS.WritableStream, text: string): void =>
  void stream.write(terminalText(text));

/** "8 s", "3 min 20 s", "2 h 5 min". */
export function seconds(milliseconds: number): string {
  const all = Math.round(milliseconds / 1000);
  if (all < 60) return `${all} s`;
  const [minutes, hours] = [Math.floor(all / 60), Math.floor(all / 3600)];
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min ${all % 60} s`;
}
