import { fileURLToPath } from "node:url";
import { measure, median } from "./measure.ts";
import { atMost, type Part } from "./rows.ts";

const CLI = fileURLToPath(new URL("../../src/cli/bin/modern-auth", import.meta.url));
const RUNS = 15;

/** How long the command line takes to begin. */
export async function startPart(): Promise<Part> {
  const [help, nothing] = [[] as number[], [] as number[]];
  for (let run = 0; run < RUNS; run += 1) {
    help.push((await measure([CLI, "--help"])).cpu);
    nothing.push((await measure([process.execPath, "-e", "0"])).cpu);
  }
  const more = (median(help) - median(nothing)) * 1000;
  return {
    title: "The command line's start",
    method: `CPU of \`modern-auth --help\` beyond that of \`node -e 0\`, medians of ${RUNS} runs of each, in turn.`,
    rows: [atMost("more CPU", more, 150, "ms")],
  };
}
