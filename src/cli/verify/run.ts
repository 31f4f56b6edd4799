import type { Command } from "commander";
import { readStack, type Stack } from "#stack/stack.ts";
import { exitCode } from "#verify/finding.ts";
import { signInToGoogle } from "#verify/google/verify.ts";
import { type VerifiedTenant, verifyTenant } from "#verify/tenant.ts";
import { today } from "../arguments.ts";
import { agreeOnTerminal, type Removal, removeOrphans } from "./orphans.ts";
import { json, type Report, table } from "./report.ts";

export interface Options {
  warnDays: number;
  strict?: true;
  json?: true;
  removeOrphans?: true;
  yes?: true;
}

export async function verifyStack(name: string, options: Options, command: Command): Promise<void> {
  if (options.removeOrphans && !options.yes && !process.stdin.isTTY)
    command.error("error: --remove-orphans asks before it removes, and there is no terminal: add --yes.", {
      exitCode: 2,
    });
  const stack = await readStack(name);
  const verified = await verifyTenant(
    name,
    stack,
    { warnDays: options.warnDays, today: today() },
    {
      fetch,
      google: () => signInToGoogle(process.env, fetch),
    },
  );
  const removal = await removed(stack, verified, options);
  const report: Report = {
    stack: name,
    ...(verified.microsoft ? { tenantId: verified.microsoft.expected.tenantId } : {}),
    findings: verified.findings.filter(
      ({ system, subject }) =>
        !(system === "microsoft" && subject?.kind === "secret" && removal.removed.includes(subject.id)),
    ),
    ...removal,
    calls: verified.calls,
  };
  process.stdout.write(options.json ? json(report) : table(report));
  process.exitCode = exitCode(report.findings, options.strict === true);
}

async function removed(stack: Stack, { microsoft }: VerifiedTenant, options: Options): Promise<Removal> {
  if (!options.removeOrphans || !microsoft) return { removed: [], kept: [] };
  const { expected, verified, graph } = microsoft;
  const agree = options.yes ? async () => true : agreeOnTerminal;
  return await removeOrphans(stack, expected, verified, graph, agree);
}
