import { cpus, release, totalmem } from "node:os";
import type { Part, Row } from "./rows.ts";

const line = ({ what, measured, wished, met }: Row): string =>
  `| ${what} | ${measured} | ${wished}${met === undefined ? "" : met ? " ✓" : " – **not met**"} |`;

/** docs/benchmarks.md. @param on the day of the run @param tools versions of what was measured */
export function page(parts: readonly Part[], on: string, tools: readonly string[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release().split("-")[0]}`;
  return [
    "# Benchmarks",
    "",
    "Written by `npm run bench`; figures of one run, taken one after the other on one machine. Times depend on the machine and on what else it",
    "does, ratios much less.",
    "",
    `Measured on ${on}: ${machine}; ${tools.join(", ")}.`,
    ...parts.flatMap(({ title, method, rows }) => [
      "",
      `## ${title}`,
      method,
      ...(rows.length > 0 ? ["", "| | measured | wished |", "|---|---|---|", ...rows.map(line)] : []),
    ]),
    "",
  ].join("\n");
}
