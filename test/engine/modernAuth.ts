import assert from "node:assert/strict";
import { leaksInText } from "#sandbox/leaks.ts";
import { nameOf } from "#test/fixtures/findings.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";
import type { World } from "./world.ts";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `modern-auth` on a world's stack as a user does, and searches all it says for every secret that was used. */
export async function modernAuth(
  { stack, sandbox }: World,
  args: readonly string[],
  env: Record<string, string> = {},
  input = "",
): Promise<Ended> {
  const { code, stdout, stderr } = await stack.modernAuth(args, { env, input });
  assert.deepEqual(leaksInText(stdout + stderr, sandbox.secrets()), [], "secrets stand in clear");
  return { code, stdout, stderr };
}

export interface Verification {
  code: number | null;
  findings: Finding[];
  /** Everything that needs attention, as "drift application.signInAudience". */
  named: string[];
  calls: number;
  removed: string[];
  kept: string[];
}

/** Runs `modern-auth verify --json`. */
export async function verification(
  world: World,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Verification> {
  const { code, stdout, stderr } = await modernAuth(world, ["verify", "dev", "--json", ...args], env);
  assert.ok(stdout.startsWith("{"), stdout + stderr);
  const report = JSON.parse(stdout) as Omit<Verification, "code" | "named">;
  const notable = report.findings.filter(needsAttention);
  return { code, ...report, named: notable.map(nameOf).toSorted() };
}
