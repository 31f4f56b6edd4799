import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PREVIEW } from "#cli/preview/run.ts";
import { startFleetProcess } from "#sandbox/fleet/process.ts";
import { measure, median } from "./measure.ts";
import { atMost, fixed, type Part, told } from "./rows.ts";

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const RUNS = 7;
const MOST = 2.2;

/** What the engine takes for one tenant, against what it takes for nothing at all. */
export async function enginePart(): Promise<Part> {
  const directory = mkdtempSync(join(tmpdir(), "modern-auth-bench-"));
  const fleet = await startFleetProcess({
    tenants: 1,
    directory: join(directory, "fleet"),
    latency: 0,
    provisioned: true,
  });
  try {
    const nothing = emptyProject(directory);
    const cpuOf = async (cwd: string, ...args: string[]): Promise<number> => {
      const taken = await measure(["pulumi", ...args, "--non-interactive"], { cwd, env: fleet.env });
      if (taken.code !== 0)
        throw new Error(`pulumi ${args.join(" ")} ended with ${taken.code}:\n${taken.stdout}`);
      return taken.cpu;
    };
    await cpuOf(nothing, "stack", "init", "nothing");
    await cpuOf(nothing, "up", "--yes", "--skip-preview");
    const tenant = ["--stack", "tenant-0001"];
    const [empty, ours, plain] = [[] as number[], [] as number[], [] as number[]];
    for (let run = 0; run < RUNS; run += 1) {
      empty.push(await cpuOf(nothing, "preview", "--expect-no-changes", "--stack", "nothing"));
      ours.push(await cpuOf(fleet.project, ...PREVIEW, ...tenant));
      plain.push(await cpuOf(fleet.project, "preview", "--expect-no-changes", ...tenant));
    }
    const least = median(empty);
    return {
      title: "The engine's cost of one tenant",
      method:
        `CPU of \`pulumi preview\` with all three systems, nothing changed, against that of an empty program; medians of ${RUNS} runs of ` +
        "each, in turn, compiled code kept. Microsoft's and Google's plugins are what the head of this page says.",
      rows: [
        atMost("as `modern-auth preview` runs it (`--run-program`)", median(ours) / least, MOST, "times"),
        told("plain `pulumi preview`", `${fixed(median(plain) / least, 2)} times`),
        told("the empty program", `${fixed(least, 2)} s`),
      ],
    };
  } finally {
    await fleet.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A project whose program does nothing. @returns its folder */
function emptyProject(directory: string): string {
  const folder = join(directory, "nothing");
  mkdirSync(folder);
  symlinkSync(MODULES, join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "index.ts"), "export {};\n");
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: nothing\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\noptions:\n  refresh: always\n",
  );
  return folder;
}
