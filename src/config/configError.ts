import { type NextStep, nextStepText, withStack } from "./rules/nextStep.ts";

export interface ConfigProblem {
  /** Path of the property, e.g. "microsoft.lifetimeMonths". */
  property: string;
  /** What is wrong, as the rest of a sentence: `is missing`, `25 is not allowed`. Never contains a secret. */
  what: string;
  /** What would be accepted. */
  allowed: string;
  /** What puts it right. */
  next: NextStep;
}

/** A problem in the words of all others: property, what, allowed, fix. @param stack that it is about */
export const problemText = ({ property, what, allowed, next }: ConfigProblem, stack: string): string =>
  withStack(`  ${property}: ${what}.\n    Allowed: ${allowed}.\n    Fix:     ${nextStepText(next)}`, stack);

/** The stack configuration is not valid. Lists every problem at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(stack: string, problems: readonly ConfigProblem[]) {
    super(
      `The configuration of stack "${stack}" is not valid.\n${problems.map((one) => problemText(one, stack)).join("\n")}`,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}
