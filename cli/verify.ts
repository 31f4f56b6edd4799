import { Command } from "commander";
import { redirectUri } from "../config/dnsName.ts";
import { selectPermissions } from "../config/permissions.ts";
import type { ExpectedMicrosoft } from "../verify/microsoft/expected.ts";
import { signIn, verifyMicrosoft } from "../verify/microsoft/verify.ts";
import { days, today } from "./arguments.ts";
import { erpAccess, readStack, type Stack } from "./stack.ts";
import { recordedMicrosoft } from "./stackState.ts";
import { agreeOnTerminal, type Removal, removeOrphans } from "./verifyOrphans.ts";
import { exitCode, json, type Report, table } from "./verifyReport.ts";

interface Options {
  warnDays: number;
  strict?: true;
  json?: true;
  removeOrphans?: true;
  yes?: true;
}

const HELP = `
Reads only: a read-only identity with the application permissions Application.Read.All and Directory.Read.All on
Microsoft Graph is enough (ARM_CLIENT_ID and its credential). What it may not read is "inconclusive", never "ok".
--remove-orphans needs Application.ReadWrite.OwnedBy, and spares every secret that the ERP may be using.

Examples:
  modern-auth verify acme
  modern-auth verify acme --json --strict
  modern-auth verify acme --warn-days 30
  modern-auth verify acme --remove-orphans

Exit codes:
  0  everything is as it should be; warnings included, unless --strict
  1  nothing could be found out: no such stack, its configuration is not valid
  2  wrong usage
  3  no drift, but something could not be looked at
  7  drift (with --strict also warnings), as pulumi preview --expect-no-changes`;

/** `modern-auth verify`: compares one tenant with what it should be, live, without the engine. */
export const verify = (): Command =>
  new Command("verify")
    .description(
      "Prove one tenant live: what somebody changed by hand, what expires, whether the ERP's secret works.",
    )
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .option("--warn-days <number>", "warn this many days before a secret ends", days, 60)
    .option("--strict", "treat warnings as drift")
    .option("--json", "print all findings as JSON")
    .option("--remove-orphans", "remove secrets that interrupted runs left behind; asks first")
    .option("--yes", "do not ask")
    .addHelpText("after", HELP)
    .action(verifyStack);

async function verifyStack(name: string, options: Options, command: Command): Promise<void> {
  if (options.removeOrphans && !options.yes && !process.stdin.isTTY)
    command.error("error: --remove-orphans asks before it removes, and there is no terminal: add --yes.", {
      exitCode: 2,
    });
  const stack = await readStack(name);
  const expected = expectedMicrosoft(stack, options.warnDays);
  if (!expected) {
    const report: Report = { stack: name, findings: [], removed: [], kept: [], calls: 0 };
    process.stdout.write(options.json ? json(report) : `Stack "${name}" has no Microsoft part.\n`);
    return;
  }
  const { graph, endpoints } = await signIn(expected.tenantId);
  const verified = await verifyMicrosoft(expected, erpAccess(stack.config, "microsoft"), graph, endpoints);
  const removal: Removal = options.removeOrphans
    ? await removeOrphans(stack, expected, verified, graph, options.yes ? async () => true : agreeOnTerminal)
    : { removed: [], kept: [] };
  const gone = new Set(removal.removed.map((keyId) => `secret ${keyId}`));
  const report: Report = {
    stack: name,
    tenantId: expected.tenantId,
    findings: verified.findings.filter(({ check }) => !gone.has(check)),
    ...removal,
    calls: verified.calls,
  };
  process.stdout.write(options.json ? json(report) : table(report));
  process.exitCode = exitCode(report.findings, options.strict === true);
}

/** What configuration and state say the Microsoft part is; undefined for a customer without Microsoft. */
export function expectedMicrosoft(
  { config, exported, tag }: Stack,
  warnDays: number,
): ExpectedMicrosoft | undefined {
  const { microsoft } = config;
  if (!microsoft) return undefined;
  return {
    tenantId: microsoft.tenantId,
    applicationName: microsoft.applicationName,
    redirectUri: redirectUri(config.dns),
    tag,
    permissions: selectPermissions(microsoft.permissions, microsoft.mailSend),
    keep: microsoft.keep,
    consent: microsoft.consent,
    mailSend: microsoft.mailSend,
    ...recordedMicrosoft(exported),
    warnDays,
    today: today(),
  };
}
