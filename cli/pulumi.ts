import { spawn } from "node:child_process";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs one `pulumi` command beside the user's stack, never asking anything.
 *
 * @param args never hold a secret: `input` does
 * @param input text for standard input
 * @param env variables beside those of this process
 */
export async function pulumi(
  args: readonly string[],
  input = "",
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn("pulumi", [...args, "--non-interactive"], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (ended[name] += text));
  // A command that ends before it has read everything is told by its exit code.
  child.stdin.on("error", () => {}).end(input);
  return new Promise((resolve, reject) => {
    child.on("error", (error) =>
      reject(
        new Error(
          `pulumi cannot be started: ${error.message}. Install the Pulumi CLI, or run this through "npm run modern-auth".`,
        ),
      ),
    );
    child.on("close", (code) => resolve({ ...ended, code }));
  });
}

/** The same for a command that must succeed. @returns what it printed @throws Error with the CLI's own words */
export async function mustPulumi(...command: Parameters<typeof pulumi>): Promise<string> {
  const [args] = command;
  const { code, stdout, stderr } = await pulumi(...command);
  if (code === 0) return stdout;
  // Standard output may hold secrets; errors do not.
  throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed: ${stderr.trim() || `exit code ${code}`}`);
}
