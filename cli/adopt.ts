import { Command, InvalidArgumentError } from "commander";
import { findCandidates } from "../adopt/candidates.ts";
import { choose } from "../adopt/choose.ts";
import { hasExtras } from "../adopt/extras.ts";
import { look } from "../adopt/look.ts";
import { planAdoption } from "../adopt/plan.ts";
import { ALL_KEYS, EXTRA_KEYS, settings } from "../adopt/settings.ts";
import { connectDeployer } from "../clients/graph/client.ts";
import { callerOf } from "../clients/graph/deployerRights.ts";
import { isGuid } from "../config/guid.ts";
import type { Keep } from "../config/keepSchema.ts";
import { keptNames } from "../verify/microsoft/judge/names.ts";
import { type AdoptReport, EXIT, printAdoption } from "./adoptReport.ts";
import { forTenants } from "./fleet.ts";
import { mustPulumi } from "./pulumi.ts";
import { readStack } from "./stack.ts";
import { expectedMicrosoft } from "./verifyExpected.ts";

interface Options {
  application?: string;
  dropExtras?: true;
  dryRun?: true;
  json?: true;
}

const HELP = `
Finds the registration by what state and configuration know, else by microsoft.applicationName; shows what it is, what the next
pulumi up changes, and what stays; writes its id to microsoft.adopt and what stays to microsoft.keep of the stack's configuration.
Changes nothing in Microsoft Entra. pulumi up then takes over registration, service principal, consent and assignments, and makes
a secret of its own: values of existing ones can be read by nobody. docs/adoption.md leads through it.

Examples:
  modern-auth adopt acme --dry-run
  modern-auth adopt acme
  modern-auth adopt acme --application 00000000-0000-0000-0000-000000000000
  modern-auth adopt acme --drop-extras
  modern-auth adopt acme --dry-run --json | jq .plan.changes

Exit codes:
  0  written (with --dry-run: would be), or there is nothing to adopt: the registration is this stack's already
  1  failed: no such stack, its configuration is not valid, Microsoft cannot be asked
  2  wrong usage
  4  not adopted, nothing written: none or several found, the deployer is not an owner, or it cannot be taken over as it is`;

/** `modern-auth adopt`: hands an app registration that people made by the old procedure to a stack. */
export const adopt = (): Command =>
  forTenants(
    new Command("adopt")
      .description("Let the next pulumi up take over the app registration that somebody made by hand.")
      .option("--application <id>", "which one, by its object or client id", guid)
      .option(
        "--drop-extras",
        "keep no redirect URIs, permissions and consent beyond the program's own; also later, for an adopted one",
      )
      .option("--dry-run", "show everything and write nothing")
      .option("--json", "print it as JSON")
      .addHelpText("after", HELP),
    adoptRegistration,
    {
      refuse: ({ application }: Options) =>
        application ? "--application is of one tenant: name just that one" : undefined,
    },
  );

async function adoptRegistration(name: string, options: Options): Promise<void> {
  const report = await run(name, options);
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : printAdoption(report));
  process.exitCode = EXIT[report.outcome];
}

async function run(name: string, options: Options): Promise<AdoptReport> {
  const stack = await readStack(name);
  const { microsoft } = stack.config;
  const expected = expectedMicrosoft(stack, 0);
  if (!microsoft || !expected) return { stack: name, outcome: "nothing", why: "It has no Microsoft part." };
  const head = { stack: name, tenantId: expected.tenantId };
  const { graph, accessToken } = await connectDeployer(expected.tenantId);
  const candidates = await findCandidates(graph, {
    tag: expected.tag,
    displayName: expected.applicationName,
    recorded: expected.application?.objectId,
    stored: microsoft.adopt?.application,
    asked: options.application,
  });
  const choice = choose(candidates, expected.tag);
  switch (choice.kind) {
    case "refused":
      return { ...head, outcome: "refused", why: choice.why };
    case "several":
      return { ...head, outcome: "several", candidates: choice.applications };
    case "none":
      return { ...head, outcome: "none", why: expected.applicationName };
    case "ours":
      return { ...head, ...(await settled(name, microsoft.keep, options)), application: choice.application };
    case "adopt":
      break;
  }
  const seen = await look(graph, expected, choice.application.id);
  const plan = planAdoption(expected, seen, callerOf(accessToken), options.dropExtras === true);
  const { registration, owners, apis } = seen;
  const whole: Omit<AdoptReport, "outcome"> = {
    ...head,
    application: choice.application,
    registration,
    plan,
    details: {
      owners,
      permissions: keptNames(plan.keep, apis),
      secrets: seen.application.passwordCredentials ?? [],
    },
  };
  if (plan.obstacles.length > 0) return { ...whole, outcome: "refused" };
  if (options.dryRun) return { ...whole, outcome: "would-write" };
  await write(name, [...ALL_KEYS], settings(choice.application.id, plan.keep));
  return { ...whole, outcome: "written" };
}

/** A registration that is this stack's already needs nothing; what it keeps can still be let go. */
async function settled(
  name: string,
  keep: Keep,
  { dropExtras, dryRun }: Options,
): Promise<Pick<AdoptReport, "outcome" | "dropped">> {
  if (!dropExtras || !hasExtras(keep)) return { outcome: "nothing" };
  if (!dryRun) await write(name, EXTRA_KEYS, []);
  return { outcome: dryRun ? "would-drop" : "dropped", dropped: keep };
}

/** Takes keys out before others are written: what is half done must be safe to be run. */
async function write(stack: string, remove: readonly string[], set: readonly string[]): Promise<void> {
  await mustPulumi(["config", "rm-all", "--path", ...remove, "--stack", stack]);
  if (set.length === 0) return;
  const values = set.flatMap((value) => ["--plaintext", value]);
  await mustPulumi(["config", "set-all", "--path", ...values, "--stack", stack]);
}

function guid(text: string): string {
  if (isGuid(text)) return text.toLowerCase();
  throw new InvalidArgumentError(`"${text}" is not allowed; an object or client id, a GUID.`);
}
