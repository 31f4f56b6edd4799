import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createProgress } from "../../sandbox/toolchain/progress.mjs";
import { build, forget, isBuilt } from "./build.ts";
import { laneFolder, RELEASES } from "./release.ts";
import { missingToBuild, missingToRun } from "./requirements.ts";

/**
 * `npm run test:odoo`: the ERP tests against real Odoo servers, in roots that are built once and kept. `--fresh` builds them again.
 * Where this machine cannot do that, it says what is missing and is no failure.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { fresh: { type: "boolean", default: false } } });
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());

  const missing = await missingToRun();
  if (missing) return skip(missing);
  const wanted = RELEASES.filter((release) => values.fresh || !isBuilt(release));
  if (wanted.length > 0) {
    const found = await missingToBuild(wanted);
    if ("missing" in found) return skip(found.missing);
    if (values.fresh) wanted.forEach(forget);
    const progress = createProgress();
    try {
      // One after the other: each is bound by the processor.
      for (const release of wanted) {
        const task = progress.task(`Odoo ${release.major}`);
        const { mirror } = found;
        try {
          await build(release, { mirror, say: task.say, signal: stop.signal });
          task.done("built");
        } catch (error) {
          task.failed(stop.signal.aborted ? "stopped" : "failed");
          if (stop.signal.aborted) return 130;
          throw error;
        }
      }
    } finally {
      progress.close();
    }
  }
  return await test(stop.signal);
}

async function test(signal: AbortSignal): Promise<number> {
  const files = ["behaviour.ts", "lifecycle.ts"].map((name) => join(laneFolder, "lane", name));
  const child = spawn(
    process.execPath,
    ["--test", "--test-concurrency=1", "--test-timeout=1200000", ...files],
    { stdio: "inherit" },
  );
  signal.addEventListener("abort", () => child.kill("SIGTERM"));
  const [code] = (await once(child, "close")) as [number | null];
  return code ?? 130;
}

function skip(missing: string): number {
  process.stdout.write(`test:odoo is skipped: ${missing}.\n`);
  return 0;
}

process.exitCode = await main();
