import { styleText } from "node:util";
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

/** "8 s", "3 min 20 s", "2 h 5 min". */
export function seconds(milliseconds: number): string {
  const all = Math.round(milliseconds / 1000);
  if (all < 60) return `${all} s`;
  const [minutes, hours] = [Math.floor(all / 60), Math.floor(all / 3600)];
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min ${all % 60} s`;
}
