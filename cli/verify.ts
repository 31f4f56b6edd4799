import type { Client } from "@microsoft/microsoft-graph-client";
import { Command } from "commander";
import type { TenantResult } from "../fleet/result.ts";
import { judgeHandedOver } from "../verify/erp/handedOver.ts";
import type { Finding, Part, Verdict } from "../verify/finding.ts";
import type { ExpectedGoogle } from "../verify/google/expected.ts";
import { signInToGoogle, verifyGoogle } from "../verify/google/verify.ts";
import type { ExpectedMicrosoft } from "../verify/microsoft/expected.ts";
import { signIn, type Verified, verifyMicrosoft } from "../verify/microsoft/verify.ts";
import { days } from "./arguments.ts";
import { forTenants } from "./fleet.ts";
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
  forTenants(
    new Command("verify")
      .description(
        "Prove one tenant live: what somebody changed by hand, what expires, whether the ERP's secrets work.",
      )
      .option("--warn-days <number>", "warn this many days before a Microsoft secret ends", days, 60)
      .option("--strict", "treat warnings as drift")
      .option("--json", "print all findings as JSON")
      .option("--remove-orphans", "remove secrets that interrupted runs left behind at Microsoft; asks first")
      .option("--yes", "do not ask")
      .addHelpText("after", HELP),
    verifyStack,
    {
      read: told,
      refuse: ({ removeOrphans, yes }: Options) =>
        removeOrphans && !yes
          ? "--remove-orphans cannot ask for each of many tenants: add --yes, or name one"
          : undefined,
    },
  );

/** What many tenants' results tell of this one. */
function told(printed: unknown): Partial<TenantResult> {
  const { verdict, findings } = printed as Report & { verdict: Verdict };
  return { findings, ...(verdict === "warn" ? { outcome: "warn" } : {}) };
}

async function verifyStack(name: string, options: Options, command: Command): Promise<void> {
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
