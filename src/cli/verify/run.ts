import { clockProblem, SET_CLOCK, withServerClock } from "#clients/serverClock.ts";
import { findProject } from "#config/project.ts";
import { eachOnce, type NextStep } from "#config/rules/nextStep.ts";
import { rememberedRedirect, rememberRedirect } from "#fleet/drift/redirectMemory.ts";
import { needing } from "#fleet/forms/findings.ts";
import { type Outcome, outcomeOfFindings } from "#fleet/results/result.ts";
import { readStack, type Stack } from "#stack/stack.ts";
import { isLeftToPeople } from "#verify/erp/judge.ts";
import { acceptBlind, type Finding, type System } from "#verify/finding.ts";
import { signInToGoogle } from "#verify/google/verify.ts";
import { oneEachCause } from "#verify/oneCause.ts";
import { type VerifiedTenant, verifyTenant } from "#verify/tenant.ts";
import type { CommandAnswer, Desk } from "../answer.ts";
import { agreeOnTerminal, type Removal, removeOrphans } from "./orphans.ts";
import { verifyText } from "./report.ts";

export interface VerifyOptions {
  warnDays: number;
  strict?: true;
  allowInconclusive?: readonly System[];
  removeOrphans?: true;
  yes?: true;
}

export async function verifyStack(
  name: string,
  options: VerifyOptions,
  { wrongUsage }: Pick<Desk, "wrongUsage">,
): Promise<CommandAnswer> {
  if (options.removeOrphans && !options.yes && !process.stdin.isTTY)
    wrongUsage("--remove-orphans asks before it removes, and there is no terminal: add --yes.");
  const project = findProject();
  const stack = await readStack(name);
  const time = {
    warnDays: options.warnDays,
    now: new Date(),
    redirectSeen: rememberedRedirect(project, name),
  };
  const { value: verified, ahead } = await withServerClock((listening) =>
    verifyTenant(name, stack, time, {
      fetch: listening,
      google: () => signInToGoogle(process.env, listening),
    }),
  );
  if (!verified.provisioned) return notProvisioned(name);
  rememberRedirect(project, name, verified.redirectSeen);
  const { removed, kept } = await removal(stack, verified, options);
  const findings = acceptBlind(verified.findings, options.allowInconclusive ?? []).filter(
    ({ system, subject }) =>
      !(system === "microsoft" && subject?.kind === "secret" && removed.includes(subject.id)),
  );
  const told = oneEachCause(findings);
  const directory = verified.microsoft?.expected.tenantId;
  const { calls } = verified;
  const clock = clockProblem(ahead);
  return {
    ...judged(outcomeOfFindings(findings, options.strict === true), stepsOf(told), clock),
    found: {
      ...(directory ? { directory } : {}),
      findings: told,
      checks: findings.length,
      removed,
      kept,
      calls,
    },
    text: verifyText({ tenant: name, findings: told, removed, kept, ...(clock ? { clock } : {}) }),
  };
}

/** What ends, and how old something is, was judged by the clock: under a wrong one nothing is as it should be. */
function judged(
  outcome: Outcome,
  next: readonly NextStep[],
  clock: string | undefined,
): Pick<CommandAnswer, "outcome" | "cause" | "next"> {
  if (!clock) return { outcome, next };
  const steps = [SET_CLOCK, ...next];
  return outcome === "drift"
    ? { outcome, next: steps }
    : {
        outcome: "inconclusive",
        cause: { kind: "inconclusive", message: clock, next: SET_CLOCK },
        next: steps,
      };
}

/** There is nothing to find yet. */
const notProvisioned = (name: string): CommandAnswer => ({
  outcome: "not-provisioned",
  cause: { kind: "not-provisioned" },
  found: { findings: [], checks: 0, removed: [], kept: [], calls: 0 },
  text: `Stack "${name}" is not provisioned yet. Next: modern-auth up ${name}\n`,
});

/** What the findings say helps, the worst first, each once. */
function stepsOf(findings: readonly Finding[]): NextStep[] {
  const left = findings.filter(isLeftToPeople);
  return eachOnce([...needing({ findings }), ...left].flatMap(({ next }) => next));
}

async function removal(
  stack: Stack,
  { microsoft }: VerifiedTenant,
  options: VerifyOptions,
): Promise<Removal> {
  if (!options.removeOrphans || !microsoft) return { removed: [], kept: [] };
  const { expected, verified, graph } = microsoft;
  const agree = options.yes ? async () => true : agreeOnTerminal;
  return await removeOrphans(stack, expected, verified, graph, agree);
}
