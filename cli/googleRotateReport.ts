import type { RotationStep } from "../config/googleRotation.ts";
import { handoverCommand } from "../config/handedOver.ts";

export interface RotationReport {
  stack: string;
  project: string;
  step: RotationStep;
  /** Of the newest secret; absent where nobody recorded when it was imported. */
  age?: "young" | "due" | "old";
  since?: string;
  /** First day on which the older secret may be disabled. */
  soakUntil: string;
  /** Why the step is not known. */
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
  const old = since
    ? `The newest secret is from ${since}${AGES[age ?? "young"]}`
    : "Nobody recorded when the secret was made";
  return `Stack "${stack}": ${old}.\nNext: ${todo(report)}\n`;
}

const AGES = {
  young: "",
  due: ", more than 180 days ago: time for the next one",
  old: ", more than a year ago: rotate it now",
};

/** What has to happen next, in one text with every value. */
function todo({ stack, project, step, soakUntil, problem, older, newer }: RotationReport): string {
  const console = `https://console.cloud.google.com/auth/clients?project=${project}`;
  switch (step) {
    case "import-first":
      return `there is no client yet: modern-auth google guide ${stack}`;
    case "add":
      return (
        `open the client at ${console}, "Add secret", download the JSON file (the secret is shown only now), then type: ` +
        `modern-auth google import ${stack} client_secret_….json`
      );
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
        `Google refuses the new secret, which ends with …${newer}. Enable it at ${console}, or add another one and type: ` +
        `modern-auth google import ${stack} client_secret_….json`
      );
    case "unknown":
      return `run this again later; it could not be found out where the rotation is: ${problem}`;
  }
}
