import { spawn } from "node:child_process";

/**
 * `npm test`: every test, or those named: `npm test -- test/engine/drift.test.ts`.
 * Three files at a time: an engine test spends a third of its time waiting.
 */
const files = process.argv.slice(2);
const child = spawn(
  process.execPath,
  [
    "--test",
    "--test-concurrency=3",
    "--test-timeout=2400000",
    ...(files.length > 0 ? files : ["test/**/*.test.ts"]),
  ],
  { stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
