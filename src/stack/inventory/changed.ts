import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Project } from "#config/project.ts";
import { stackOfFile } from "./inventory.ts";

/**
 * The stacks whose configuration file is not as it was at a revision: changed, new or gone, committed or not.
 *
 * @throws Error with git's own words, and what helps
 */
export async function changedSince({ stackFolder }: Project, revision: string): Promise<string[]> {
  const changed = ["diff", "--name-only", "--no-renames", "--relative", "-z", revision, "--", "."];
  const untracked = ["ls-files", "--others", "--exclude-standard", "-z", "--", "."];
  const lists = await Promise.all([git(stackFolder, changed), git(stackFolder, untracked)]);
  const stacks = lists
    .flatMap((list) => list.split("\0"))
    .map(stackOfFile)
    .filter((stack) => stack !== undefined);
  return [...new Set(stacks)].toSorted();
}

async function git(folder: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)("git", args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(
      `What changed cannot be found out: ${(stderr || message).trim().split("\n")[0]}. ` +
        "Allowed: a revision that git knows here, such as origin/main. A shallow clone knows little: git fetch --unshallow",
    );
  }
}
