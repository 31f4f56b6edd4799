export interface ConfigProblem {
  /** Path of the property, e.g. "microsoft.lifetimeMonths". */
  property: string;
  /** What is wrong, as the rest of a sentence: `is missing`, `25 is not allowed`. Never contains a secret. */
  what: string;
  /** What would be accepted. */
  allowed: string;
  /** The next command to type, or the line to write. */
  fix: string;
}

/** The stack configuration is not valid. Lists every problem at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(stack: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(
      ({ property, what, allowed, fix }) =>
        `  ${property}: ${what}.\n    Allowed: ${allowed}.\n    Fix:     ${fix}`,
    );
    super(`The configuration of stack "${stack}" is not valid.\n${lines.join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}
