import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillFolder } from "#sandbox/toolchain/cache.mjs";
import { excerpt, runCommand } from "#sandbox/toolchain/command.mjs";
import { NAMESPACES } from "./namespaces.ts";
import { DATABASE, laneFolder, type Release, recipe, rootFolder } from "./release.ts";

/** Holds the recipe that a root was built by. */
const MARK = "lane.recipe";

/** Whether the root is there, and as it would be built now. */
export function isBuilt(release: Release): boolean {
  const mark = join(rootFolder(release), MARK);
  return existsSync(mark) && readFileSync(mark, "utf8") === recipe(release);
}

/** Has the root of a release built anew. The old one stays until the new one takes its place. */
export function forget(release: Release): void {
  rmSync(join(rootFolder(release), MARK), { force: true });
}

interface Building {
  mirror: string;
  say: (step: string) => void;
  signal: AbortSignal;
}

/**
 * Builds a root: a minimal Debian, Odoo and PostgreSQL in it, and a database. All or nothing; takes some minutes and 2 GB.
 * @throws when a step fails, with what it printed
 */
export async function build(release: Release, { mirror, say, signal }: Building): Promise<void> {
  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { code, output } = await runCommand("unshare", [...NAMESPACES, ...args], {
      env: { ...process.env, ...env },
      signal,
      onLine: (line) => {
        if (line.startsWith("== ")) say(line.slice(3));
      },
    });
    if (code !== 0) throw new Error(`Odoo ${release.major} cannot be built:\n${excerpt(output)}`);
  };
  await fillFolder(rootFolder(release), {
    isComplete: async () => isBuilt(release),
    onWait: (holder) => say(`waiting for another run (${holder})`),
    signal,
    fill: async (root) => {
      say(`Debian ${release.suite}`);
      await run(["debootstrap", "--variant=minbase", release.suite, root, mirror]);
      const enter = ["sh", join(laneFolder, "chroot", "enter.sh"), root, laneFolder];
      await run([...enter, "sh", "/lane/chroot/build.sh"], {
        DATABASE,
        MIRROR: mirror,
        ODOO_SUITE: release.odooSuite ?? "",
        PACKAGES: release.packages.join(" "),
        MODULES: release.modules.join(","),
        WITHOUT_DEMO: release.withoutDemo,
      });
      writeFileSync(join(root, MARK), recipe(release));
    },
  });
}
