import type { Client } from "@microsoft/microsoft-graph-client";
import type { Command } from "commander";
import { judgeHandedOver } from "../verify/erp/handedOver.ts";
import type { Finding, Part } from "../verify/finding.ts";
import type { ExpectedGoogle } from "../verify/google/expected.ts";
import { signInToGoogle, verifyGoogle } from "../verify/google/verify.ts";
import type { ExpectedMicrosoft } from "../verify/microsoft/expected.ts";
import { signIn, type Verified, verifyMicrosoft } from "../verify/microsoft/verify.ts";
import { provenNumbers, provenSecrets } from "./provenSecrets.ts";
import { erpAccess, readStack, type Stack } from "./stack.ts";
import { expectedGoogle, expectedMicrosoft } from "./verifyExpected.ts";
import { agreeOnTerminal, type Removal, removeOrphans } from "./verifyOrphans.ts";
import { exitCode, json, type Report, table } from "./verifyReport.ts";

interface Options {
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
  const [microsoft, google] = await Promise.all([
    microsoftPart(stack, options),
    googlePart(stack, expectedGoogle(name, stack)),
  ]);
  const report: Report = {
    stack: name,
    ...microsoft,
    findings: [...microsoft.findings, ...google.findings, ...vendorPart(name, stack)],
    calls: microsoft.calls + google.calls,
  };
  process.stdout.write(options.json ? json(report) : table(report));
  process.exitCode = exitCode(report.findings, options.strict === true);
}

/** The ERP that nobody can look into; where this program can, the two other parts tell of it. */
const vendorPart = (name: string, { config, exported }: Stack): Finding[] =>
  config.erp.access === "vendor"
    ? [judgeHandedOver(name, provenNumbers(provenSecrets(config, exported)), config.erp.handedOver)]
    : [];

async function googlePart({ config }: Stack, expected: ExpectedGoogle | undefined) {
  if (!expected) return { findings: [], calls: 0 };
  return await verifyGoogle(expected, erpAccess(config, "google"), await signInToGoogle(process.env));
}

async function microsoftPart(stack: Stack, options: Options): Promise<Omit<Report, "stack">> {
  const expected = expectedMicrosoft(stack, options.warnDays);
  if (!expected) return { findings: [], removed: [], kept: [], calls: 0 };
  const { graph, endpoints } = await signIn(expected.tenantId);
  const verified = await verifyMicrosoft(expected, erpAccess(stack.config, "microsoft"), graph, endpoints);
  const removal = await removed(stack, expected, verified, graph, options);
  const gone = new Set(removal.removed.map((keyId) => `secret ${keyId}`));
  return {
    tenantId: expected.tenantId,
    findings: verified.findings.filter(({ check }) => !gone.has(check)),
    ...removal,
    calls: verified.calls,
  };
}

async function removed(
  stack: Stack,
  expected: ExpectedMicrosoft,
  verified: Verified,
  graph: Part<Client>,
  options: Options,
): Promise<Removal> {
  if (!options.removeOrphans) return { removed: [], kept: [] };
  const agree = options.yes ? async () => true : agreeOnTerminal;
  return await removeOrphans(stack, expected, verified, graph, agree);
}
