import { spawnSync } from "node:child_process";

/** Runs one `pulumi` command beside the user's stack, never asking anything. No secret may be among the arguments. */
export function pulumi(args: readonly string[]) {
  const run = spawnSync("pulumi", [...args, "--non-interactive"], { encoding: "utf8" });
  if (run.error)
    throw new Error(
      `pulumi cannot be started: ${run.error.message}. Install the Pulumi CLI, or run this through "npm run modern-auth".`,
    );
  return run;
}
