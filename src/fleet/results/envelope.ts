import type { Cause, Worded } from "#config/cause.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import type { Outcome } from "./result.ts";

/**
 * What a command says to programs, whichever it is: printed with `--json`, and reported by the command of one tenant to the run over many
 * that has started it. What the command found follows as properties of its own.
 */
export interface Envelope {
  /** Such as "erp status". */
  command: string;
  /** The stack; absent where the command is about none or several. */
  tenant?: string;
  outcome: Outcome;
  exitCode: number;
  /** Why it is not ok. Absent where what was found says it all. */
  cause?: Worded<Cause>;
  /** What comes next, the most urgent first; empty where nothing does. */
  next: readonly Worded<NextStep>[];
  [found: string]: unknown;
}
