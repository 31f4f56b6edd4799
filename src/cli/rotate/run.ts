import { clockProblem, SET_CLOCK, withServerClock } from "#clients/serverClock.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import { dueFrom, newestFirst } from "#config/rules/generations.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { retire } from "#config/rules/retirement.ts";
import { type Decision, rotate as decide, refused } from "#config/rules/rotation.ts";
import { inUse } from "#config/rules/situation.ts";
import { undoRotation } from "#config/rules/takeBack.ts";
import { recordedSituation } from "#rotation/recorded.ts";
import { readSecretStack, type SecretStack } from "#rotation/secretStack.ts";
import { writeGenerations } from "#rotation/writeGenerations.ts";
import { isUnsettled } from "#stack/state.ts";
import type { CommandAnswer } from "../answer.ts";
import { today } from "../arguments.ts";
import { rotationAnswer } from "./report.ts";

export interface RotateOptions {
  months?: number;
  start?: CalendarDate;
  retire?: true;
  undo?: true;
  ifDue?: true;
  warnDays: number;
  dryRun?: true;
}

export async function rotateStack(name: string, options: RotateOptions): Promise<CommandAnswer> {
  const stack = await readSecretStack(name);
  const [newest] = newestFirst(stack.generations);
  const due =
    !newest ||
    today() >= dueFrom(newest, options.warnDays) ||
    // A rotation is under way: what CI does for a secret that is due finishes it.
    inUse(newest, recordedSituation(stack.exported, stack.handedOver)) !== true;
  const { decision, unseen } = await decideFor(stack, options, due);
  const writes = decision.action !== "none" && decision.action !== "refused" && !options.dryRun;
  if (writes) {
    // What the first secret was given holds for the following ones.
    const kept = decision.action === "first" && options.months !== undefined;
    const more = kept ? { "microsoft.lifetimeMonths": String(options.months) } : {};
    await writeGenerations(name, stack.written, decision.generations, more);
  }
  return rotationAnswer({
    tenant: name,
    decision,
    due,
    written: writes,
    ...(unseen ? { unseen } : {}),
    command: process.argv.slice(2).filter((one) => one !== "--dry-run" && one !== "--json"),
  });
}

async function decideFor(
  stack: SecretStack,
  options: RotateOptions,
  due: boolean,
): Promise<{ decision: Decision; unseen?: string }> {
  const { generations, exported } = stack;
  const recorded = recordedSituation(exported, stack.handedOver);
  const [newest] = newestFirst(generations);
  if (options.undo) return { decision: undoRotation(generations, recorded.made, isUnsettled(exported)) };
  if (options.ifDue && newest && !due) {
    const because = `secret ${newest.number} ends ${newest.end}, and is due from ${dueFrom(newest, options.warnDays)}`;
    return { decision: { action: "none", generations, because, next: "nothing" } };
  }
  if (options.retire && generations.length < 2) return { decision: retire(generations, recorded) };
  const limit = stack.lifetimeMonths;
  if (newest && options.months !== undefined && options.months > limit)
    return {
      decision: refused(
        generations,
        `--months ${options.months} is more than microsoft.lifetimeMonths allows, which is ${limit}. ` +
          `To allow it: pulumi config set --path microsoft.lifetimeMonths ${options.months} --stack ${stack.name}`,
      ),
    };
  const wish = {
    today: today(),
    start: options.start ?? today(),
    months: options.months ?? limit,
    named: options.months !== undefined || options.start !== undefined,
    warnDays: options.warnDays,
  };
  // Before the first secret much of the configuration may still be missing, and there is nothing to look at.
  if (!newest) return { decision: decide(generations, recorded, wish) };
  const { lookAround } = await import("#rotation/situation.ts");
  const { value, ahead } = await withServerClock((listening) =>
    lookAround(stack.config(), exported, listening),
  );
  const wrong = clockProblem(ahead);
  if (wrong) return { decision: refused(generations, `${wrong}: ${nextStepText(SET_CLOCK)}`) };
  const { situation, unseen } = value;
  const decision = options.retire ? retire(generations, situation) : decide(generations, situation, wish);
  return unseen ? { decision, unseen } : { decision };
}
