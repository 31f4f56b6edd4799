import { globSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";

/**
 * `npm test`: every test but the long ones; `npm run test:all`: those as well, as CI does; `npm test -- test/engine/drift.long.test.ts`:
 * the files that are named. A long one is a table or a story on the real engine that takes minutes: `*.long.test.ts`.
 */
const named = process.argv.slice(2).filter((word) => word !== "--all");
const short = globSync("test/**/*.test.ts", { exclude: ["test/**/*.long.test.ts"] });
// The long ones first: one that began last would keep the other cores idle.
const all = [...globSync("test/**/*.long.test.ts"), ...short];
const files = named.length > 0 ? named : process.argv.includes("--all") ? all : short;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

// Three files at a time: an engine test spends a third of its time waiting.
run({ files, concurrency: 3, timeout: 2_400_000, signal: stop.signal })
  .on("test:fail", ({ todo }) => {
    if (!todo) process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
