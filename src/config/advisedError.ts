import { type NextStep, nextStepText } from "./rules/nextStep.ts";

/** An error that knows what puts it right. Its message says both, and names the stack by {@link STACK} until it is shown. */
export class AdvisedError extends Error {
  override readonly name = "AdvisedError";
  /** What is wrong, without what to do about it. */
  readonly what: string;
  readonly next: NextStep;

  constructor(what: string, next: NextStep) {
    super(`${what} Fix: ${nextStepText(next)}`);
    this.what = what;
    this.next = next;
  }
}
