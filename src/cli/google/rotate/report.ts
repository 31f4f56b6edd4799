import { handoverCommand } from "#config/handedOver.ts";
import { addDays, type CalendarDate } from "#config/rules/dates.ts";
import { consolePage } from "#config/rules/googleConsole.ts";
import { AGE, type RotationStep } from "#config/rules/googleRotation.ts";

export interface RotationReport {
  stack: string;
  project: string;
  step: RotationStep;
  /** Of the newest secret, from the day that it was imported or first seen; absent where there is none. */
  age?: "young" | "due" | "old";
  since?: string;
  /** First day on which the older secret may be disabled. */
  soakUntil: string;
  /** Why the step is not known, or why the newest secret does not work. */
  problem?: string;
  /** Last four characters of the secrets, as the console shows them. */
  older: string | undefined;
  newer: string | undefined;
}

export const exitCode = ({ step }: RotationReport): number =>
  step === "unknown" ? 3 : step === "broken" ? 4 : 0;

/** For machines. */
export const json = (report: RotationReport): string =>
  `${JSON.stringify({ ...report, todo: todo(report) })}\n`;

/** For people: where the rotation is, and what comes next. */
export function text(report: RotationReport): string {
  const { stack, age, since } = report;
  const old = since ? `The newest secret is from ${since}${AGES[age ?? "young"]}` : "There is no secret yet";
  return `Stack "${stack}": ${old}.\nNext: ${todo(report)}\n`;
}

const AGES = {
  young: "",
  due: ", more than 180 days ago: time for the next one",
  old: ", more than a year ago: rotate it now",
};

/** What has to happen next, in one text with every value. */
function todo({ stack, project, step, since, soakUntil, problem, older, newer }: RotationReport): string {
  const console = consolePage("auth/clients", project);
  const add =
    `open the client at ${console}, "Add secret", download the JSON file (the secret is shown only now), then type: ` +
    `modern-auth google import ${stack} client_secret_….json`;
  switch (step) {
    case "import-first":
      return `there is no client yet: modern-auth google guide ${stack}`;
    case "none":
      return `nothing before ${addDays(since as CalendarDate, AGE.warnDays)}. To rotate earlier: ${add}`;
    case "add":
      return add;
    case "up":
      return `pulumi up --stack ${stack}   (proves the new secret, ends with …${newer}, and gives it to the ERP); then run this again`;
    case "handover":
      return `${handoverCommand(stack)}   (the vendor enters the new secret, which ends with …${newer}, and confirms it); then run this again`;
    case "soak":
      return `wait until ${soakUntil}, while the ERP works with the new secret; then run this again. Google still takes both`;
    case "disable":
      return `disable the older secret, which ends with …${older}, at ${console} (it can be enabled again), then run this again`;
    case "drop":
      return (
        `the older secret is out of the configuration: pulumi up --stack ${stack}; then delete it at ${console}, ` +
        `it ends with …${older}`
      );
    case "broken":
      return (
        `the newest secret, which ends with …${newer}, does not work. ${problem} A disabled one can be enabled at ${console}; ` +
        `otherwise ${add}`
      );
    case "unknown":
      return `run this again later; it could not be found out where the rotation is: ${problem}`;
  }
}
