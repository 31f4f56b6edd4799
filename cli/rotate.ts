import { Command, Option } from "commander";
import type { CalendarDate } from "../config/dates.ts";
import { dueFrom, newestFirst } from "../config/generations.ts";
import { retire } from "../config/retirement.ts";
import { type Decision, rotate as decide, refused } from "../config/rotation.ts";
import { inUse } from "../config/situation.ts";
import { date, days, months, today } from "./arguments.ts";
import { forTenants } from "./fleet.ts";
import { exitCode, json, type RotationReport, text } from "./rotateReport.ts";
import { lookAround, recordedSituation } from "./rotationSituation.ts";
import { readSecretStack, type SecretStack } from "./secretStack.ts";
import { writeGenerations } from "./writeGenerations.ts";

interface Options {
  months?: number;
  start?: CalendarDate;
  retire?: true;
  ifDue?: true;
  warnDays: number;
  dryRun?: true;
  json?: true;
}

const HELP = `
Changes the configuration only: "pulumi up" then makes the new secret, proves it, gives it to the ERP and reads it back. Afterwards
--retire takes the older one out, and the next "pulumi up" removes it. Running it again at any moment is safe: it finishes what was
interrupted, or says what has to run next. A secret that has ended or was removed in Entra is replaced. docs/rotation.md

Examples:
  modern-auth rotate acme                      the first secret of a stack, or the next one
  modern-auth rotate acme --months 6 --dry-run
  modern-auth rotate acme --retire
  modern-auth rotate acme --if-due --json      in CI: {"due":false,…} until 60 days before the end

Exit codes:
  0  done, or nothing to do
  1  nothing was changed: no such stack, its configuration is not valid, the ERP or Microsoft cannot be asked
  2  wrong usage
  4  refused, e.g. the ERP still holds the older secret`;

/** `modern-auth rotate`: writes the absolute dates of a tenant's next client secret, because the program never reads the clock. */
export const rotate = (): Command =>
  forTenants(
    new Command("rotate")
      .description(
        "Declare a tenant's next client secret, its first one included, or take the older one out.",
      )
      .option(
        "--months <number>",
        "lifetime in calendar months, 1 to 24; default: microsoft.lifetimeMonths, or else 24",
        months,
      )
      .option("--start <date>", "day that the lifetime counts from, e.g. 2026-11-23; default: today", date)
      .addOption(
        new Option("--retire", "take the older secret out, once the ERP works with the newer one").conflicts([
          "months",
          "start",
          "ifDue",
        ]),
      )
      .option("--if-due", "do nothing before the newest secret is near its end")
      .option("--warn-days <number>", "days before its end on which a secret is due", days, 60)
      .option("--dry-run", "show the dates and write nothing")
      .option("--json", "print what was decided as JSON")
      .addHelpText("after", HELP),
    rotateStack,
  );

async function rotateStack(name: string, options: Options): Promise<void> {
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
  const report: RotationReport = {
    stack: name,
    decision,
    due,
    written: writes,
    ...(unseen ? { unseen } : {}),
    command: `modern-auth ${process.argv
      .slice(2)
      .filter((one) => one !== "--dry-run" && one !== "--json")
      .join(" ")}`,
  };
  process.stdout.write(options.json ? json(report) : text(report));
  process.exitCode = exitCode(decision);
}

async function decideFor(
  stack: SecretStack,
  options: Options,
  due: boolean,
): Promise<{ decision: Decision; unseen?: string }> {
  const { generations, exported } = stack;
  const recorded = recordedSituation(exported, stack.handedOver);
  const [newest] = newestFirst(generations);
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
  const { situation, unseen } = await lookAround(stack.config(), exported);
  const decision = options.retire ? retire(generations, situation) : decide(generations, situation, wish);
  return unseen ? { decision, unseen } : { decision };
}
