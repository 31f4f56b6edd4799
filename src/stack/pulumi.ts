import { spawn } from "node:child_process";
import type { PulumiFailure } from "#config/cause.ts";
import { pulumiFailure } from "./pulumiFailure.ts";

/** The CLI's exit code for a stack that the backend does not have. */
const NO_SUCH_STACK = 6;

export interface PulumiRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs one `pulumi` command beside the user's stack, never asking anything.
 *
 * @param args never hold a secret: `input` does
 * @param input text for standard input
 * @param env what differs from our own environment
 */
export async function pulumi(
  args: readonly string[],
  input = "",
  env: NodeJS.ProcessEnv = {},
): Promise<PulumiRun> {
  const child = spawn("pulumi", [...args, "--non-interactive"], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const ended: PulumiRun = { code: null, stdout: "", stderr: "" };
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
    child.on("close", (code) => resolve({ ...ended, stderr: withoutPasswords(ended.stderr), code }));
  });
}

/** The CLI failed. */
export class PulumiError extends Error {
  readonly failure: PulumiFailure;

  /** @param failure where it is known without reading the message */
  constructor(message: string, code: number | null, failure?: PulumiFailure) {
    super(message);
    this.name = "PulumiError";
    this.failure = failure ?? (code === NO_SUCH_STACK ? { kind: "no-such-stack" } : pulumiFailure(message));
  }
}

/** Whether the CLI failed in this way. */
export const isPulumiError = (error: unknown, kind: PulumiFailure["kind"]): error is PulumiError =>
  error instanceof PulumiError && error.failure.kind === kind;

/** The CLI names a state backend with the password that its address holds, as in postgres://user:password@host. */
export const withoutPasswords = (text: string): string =>
  text.replace(/(:\/\/[^\s/:@"]*):[^\s/@"]+@/g, "$1:…@");

/** The same for a command that must succeed. @returns what it printed @throws PulumiError with the CLI's own words */
export async function mustPulumi(...command: Parameters<typeof pulumi>): Promise<string> {
  const [args] = command;
  const { code, stdout, stderr } = await pulumi(...command);
  if (code === 0) return stdout;
  // Standard output may hold secrets; errors do not.
  const words = stderr.trim() || `exit code ${code}`;
  throw new PulumiError(`pulumi ${args.slice(0, 2).join(" ")} failed: ${words}`, code);
}
