import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Pushes that are tried; between two of them somebody else's is taken over. */
const TRIES = 3;
const AUTHOR = ["-c", "user.name=modern-auth", "-c", "user.email=modern-auth@localhost"];

/**
 * Commits some files and pushes them to a branch; whatever else was changed stays as it is.
 *
 * @param files absolute paths
 * @returns false when nothing in them has changed
 * @throws Error with git's own words, and what to do
 */
export async function commitAndPush(
  folder: string,
  files: readonly string[],
  message: string,
  branch: string,
): Promise<boolean> {
  const git = (...args: string[]) => run(folder, args);
  if (files.length === 0 || (await git("status", "--porcelain", "--", ...files)) === "") return false;
  await git("add", "--", ...files);
  await git(...AUTHOR, "commit", "--quiet", "--message", message, "--", ...files);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
      return true;
    } catch (error) {
      if (attempt === TRIES) throw error;
      await git("fetch", "--quiet", "origin", branch);
      await git(...AUTHOR, "rebase", "--quiet", "--autostash", "FETCH_HEAD").catch(async () => {
        await git("rebase", "--abort");
        throw new Error(
          `Nothing was pushed: ${branch} has other changes of the same files meanwhile. What the run did to the tenants is done; ` +
            "run the pipeline again, and it goes on from there.",
        );
      });
    }
  }
}

async function run(cwd: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)("git", args, { cwd })).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(
      `git ${args.find((one) => !one.includes("=") && one !== "-c")} failed: ${(stderr || message).trim()}`,
    );
  }
}
