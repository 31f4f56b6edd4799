import type { CommandAnswer } from "#cli/answer.ts";
import { handoverStep } from "#config/handedOver.ts";
import { addDays, type CalendarDate } from "#config/rules/dates.ts";
import { consolePage } from "#config/rules/googleConsole.ts";
import { AGE, type RotationStep } from "#config/rules/googleRotation.ts";
import { type NextStep, nextStepText } from "#config/rules/nextStep.ts";

export interface GoogleRotation {
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

/** Where the rotation is, and what comes next. Pure. */
export function googleRotationAnswer(tenant: string, rotation: GoogleRotation): CommandAnswer {
  const { step, age, since, problem = "" } = rotation;
  const next = nextOf(tenant, rotation);
  const old = since ? `The newest secret is from ${since}${AGES[age ?? "young"]}` : "There is no secret yet";
  const head = {
    next,
    found: rotation,
    text: `Stack "${tenant}": ${old}.\n${LEAD[step]?.(rotation) ?? ""}${stepsText(tenant, next)}`,
  };
  if (step === "unknown")
    return { outcome: "inconclusive", cause: { kind: "inconclusive", message: problem }, ...head };
  if (step === "broken") return { outcome: "refused", cause: { kind: "refused", message: problem }, ...head };
  return { outcome: "ok", ...head };
}

const AGES = {
  young: "",
  due: ", more than 180 days ago: time for the next one",
  old: ", more than a year ago: rotate it now",
};

/** What is said before the next step. */
const LEAD: Partial<Record<RotationStep, (rotation: GoogleRotation) => string>> = {
  none: ({ since }) => `Nothing is to be done before ${addDays(since as CalendarDate, AGE.warnDays)}.\n`,
  drop: () => "The older secret is out of the configuration.\n",
  broken: ({ newer, problem }) => `The newest secret, which ends with …${newer}, does not work. ${problem}\n`,
  unknown: ({ problem }) => `It could not be found out where the rotation is: ${problem}\n`,
};

const stepsText = (tenant: string, steps: readonly NextStep[]): string =>
  steps.length > 0 ? `Next: ${steps.map((step) => nextStepText(step, tenant)).join("; then ")}\n` : "";

/** What has to happen next, in this order, with every value. */
function nextOf(
  tenant: string,
  { project, step, soakUntil, older, newer }: GoogleRotation,
): readonly NextStep[] {
  const page = consolePage("auth/clients", project);
  const person = (text: string): NextStep => ({ kind: "person", text, page });
  const goOn: NextStep = { kind: "modern-auth", words: ["google", "rotate", tenant] };
  const add: readonly NextStep[] = [
    person("add a secret to the client and download the JSON file, because the secret is shown only then"),
    { kind: "modern-auth", words: ["google", "import", tenant, "<client_secret_….json>"] },
  ];
  switch (step) {
    case "import-first":
      return [{ kind: "modern-auth", words: ["google", "guide", tenant] }];
    case "none":
      return [];
    case "add":
      return add;
    case "up": {
      const note = `proves the new secret, which ends with …${newer}, and gives it to the ERP`;
      return [{ kind: "update", note }, goOn];
    }
    case "handover": {
      const note = `the vendor enters the new secret, which ends with …${newer}, and confirms it`;
      return [{ ...handoverStep(tenant), note }, goOn];
    }
    case "soak": {
      const text = `wait until ${soakUntil}, while the ERP works with the new secret; Google still takes both`;
      return [{ kind: "person", text }, goOn];
    }
    case "disable":
      return [person(`disable the older secret, which ends with …${older}; it can be enabled again`), goOn];
    case "drop":
      return [{ kind: "update" }, person(`delete the older secret, which ends with …${older}`)];
    case "broken":
      return [person("enable the secret again where it is disabled; otherwise"), ...add];
    case "unknown":
      return [goOn];
  }
}
