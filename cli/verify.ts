import { Command } from "commander";
import { signInToGoogle } from "../verify/google/verify.ts";
import { days } from "./arguments.ts";
import { readStack, type Stack } from "./stack.ts";
import { agreeOnTerminal, type Removal, removeOrphans } from "./verifyOrphans.ts";
import { exitCode, json, type Report, table } from "./verifyReport.ts";
import { type VerifiedTenant, verifyTenant } from "./verifyTenant.ts";

interface Options {
  warnDays: number;
  strict?: true;
  json?: true;
  removeOrphans?: true;
  yes?: true;
}

const HELP = `
Reads only, and each system only where the stack has it. What it may not read is "inconclusive", never "ok".
  Microsoft: the application permissions Application.Read.All and Directory.Read.All on Microsoft Graph
             (ARM_CLIENT_ID and its credential)
  Google:    roles/serviceusage.serviceUsageViewer, roles/logging.viewer and roles/browser on the project
             (GOOGLE_OAUTH_ACCESS_TOKEN, GOOGLE_CREDENTIALS or the application default credentials);
             client, secrets and redirect URI are proven without any identity: docs/google.md
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
  3  no drift, but something could not be looked at; about Google only with --strict
  7  drift (with --strict also warnings), as pulumi preview --expect-no-changes`;

/** `modern-auth verify`: compares one tenant with what it should be, live, without the engine. */
export const verify = (): Command =>
  new Command("verify")
    .description(
      "Prove one tenant live: what somebody changed by hand, what expires, whether the ERP's secrets work.",
    )
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .option("--warn-days <number>", "warn this many days before a Microsoft secret ends", days, 60)
    .option("--strict", "treat warnings as drift")
    .option("--json", "print all findings as JSON")
    .option("--remove-orphans", "remove secrets that interrupted runs left behind at Microsoft; asks first")
    .option("--yes", "do not ask")
    .addHelpText("after", HELP)
    .action(verifyStack);

async function verifyStack(name: string, options: Options, command: Command): Promise<void> {
  if (options.removeOrphans && !options.yes && !process.stdin.isTTY)
    command.error("error: --remove-orphans asks before it removes, and there is no terminal: add --yes.", {
      exitCode: 2,
    });
  const stack = await readStack(name);
  const verified = await verifyTenant(name, stack, options.warnDays, () => signInToGoogle(process.env));
  const removal = await removed(stack, verified, options);
  const gone = new Set(removal.removed.map((keyId) => `secret ${keyId}`));
  const report: Report = {
    stack: name,
    ...(verified.microsoft ? { tenantId: verified.microsoft.expected.tenantId } : {}),
    findings: verified.findings.filter(({ check }) => !gone.has(check)),
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
