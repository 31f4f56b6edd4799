import { globSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

/** Where the times are kept from one run to the next. */
const TIMES = ".toolchain/test-times.json";

/**
 * `npm test`: every test but the long ones; `npm run test:all`: those as well, as CI does; `npm test -- test/engine/drift.long.test.ts`:
 * the files that are named. A long one is a table or a story on the real engine that takes minutes: `*.long.test.ts`.
 */
const named = process.argv.slice(2).filter((word) => word !== "--all");
const short = globSync("test/**/*.test.ts", { exclude: ["test/**/*.long.test.ts"] });
const all = [...globSync("test/**/*.long.test.ts"), ...short];
const files = named.length > 0 ? named : process.argv.includes("--all") ? all : short;

/** Milliseconds that each file took when it ran last. */
const times = recorded();
const expected = (file: string): number =>
  times[file] ?? (/\.long\./.test(file) ? 300_000 : /^test\/(engine|fleet)\//.test(file) ? 30_000 : 0);

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
// Pulumi's CLI is short-lived: it is through a fifth sooner when it does not clean up its memory so often.
process.env["GOGC"] ??= "400";

run({
  // The longest first: one that began last would keep the other cores idle.
  files: files.toSorted((a, b) => expected(b) - expected(a)),
  // One more than there are cores: an engine test spends a third of its time waiting.
  concurrency: availableParallelism() + 1,
  // Of one test: the longest takes some minutes, and one that hangs must not cost the pipeline its time.
  timeout: 1_500_000,
  signal: stop.signal,
})
  .on("test:fail", ({ name, file, details, todo }) => {
    if (todo) return;
    process.exitCode = 1;
    // At once: the reporter keeps files in their order, so that a failure shows when all of the longer ones before it have ended.
    const { cause } = details.error as { cause?: unknown };
    process.stderr.write(
      `failed: ${relative("", file ?? "")}: ${name}\n${cause instanceof Error ? `${cause.message}\n` : ""}`,
    );
  })
  .on("test:summary", ({ file, duration_ms }) => {
    if (file) times[relative("", file)] = Math.round(duration_ms);
  })
  .on("end", () => writeFileSync(TIMES, JSON.stringify(times)))
  .compose(spec)
  .on("end", () => process.stdout.write(slowest()))
  .pipe(process.stdout, { end: false });

/** The files that took longest, for whoever wants the run to be shorter. */
function slowest(): string {
  if (files.length === 1) return "";
  const rows = Object.entries(times)
    .filter(([file]) => files.includes(file))
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 10)
    .map(([file, took]) => `${(took / 1000).toFixed(0).padStart(5)} s  ${file}\n`);
  return `\nSlowest files:\n${rows.join("")}`;
}

function recorded(): Record<string, number> {
  try {
    return JSON.parse(readFileSync(TIMES, "utf8")) as Record<string, number>;
  } catch {
    return {};
  }
}
