import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createProgress } from "#sandbox/toolchain/progress.mjs";
import { build, forget, isBuilt } from "./build.ts";
import { laneFolder, RELEASES, type Release } from "./release.ts";
import { missingToBuild, missingToRun } from "./requirements.ts";

/** The exit code of what Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * `npm run test:odoo`: the ERP tests against real Odoo servers, in roots that are built once and kept. `--fresh` builds them again.
 * Where this machine cannot do that, it says what is missing, and that is no failure.
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
    try {
      await buildAll(wanted, found.mirror, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return INTERRUPTED;
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      return 1;
    }
  }
  return await test(stop.signal);
}

/** All at once. One that fails does not stop the others: what they build is kept. @throws the first failure */
async function buildAll(releases: readonly Release[], mirror: string, signal: AbortSignal): Promise<void> {
  const progress = createProgress();
  const one = async (release: Release) => {
    const task = progress.task(`Odoo ${release.major}`);
    try {
      await build(release, { mirror, say: task.say, signal });
      task.done("built");
    } catch (error) {
      task.failed(signal.aborted ? "stopped" : "failed");
      throw error;
    }
  };
  const builds = releases.map(one);
  await Promise.allSettled(builds);
  progress.close();
  await Promise.all(builds);
}

async function test(signal: AbortSignal): Promise<number> {
  const files = ["behaviour.ts", "lifecycle.ts", "stockProfile.ts"].map((name) =>
    join(laneFolder, "lane", name),
  );
  const child = spawn(
    process.execPath,
    ["--test", "--test-concurrency=1", "--test-timeout=1200000", ...files],
    { stdio: "inherit" },
  );
  signal.addEventListener("abort", () => child.kill());
  const [code] = (await once(child, "close")) as [number | null];
  return code ?? INTERRUPTED;
}

function skip(missing: string): number {
  process.stdout.write(`test:odoo is skipped: ${missing}.\n`);
  return 0;
}

process.exitCode = await main();
