import { type NextStep, nextStepText } from "./rules/nextStep.ts";

/** An error that knows what puts it right. Its message says both; whoever decides by it takes the fields. */
export class AdvisedError extends Error {
  override readonly name = "AdvisedError";
  /** What is wrong, without what to do about it. */
  readonly what: string;
  readonly next: NextStep;

  /** @param tenant named in commands of the Pulumi CLI; left out where the stack is selected already */
  constructor(what: string, next: NextStep, tenant?: string) {
    super(`${what} Fix: ${nextStepText(next, tenant)}`);
    this.what = what;
    this.next = next;
  }
}
