import { ownFailure } from "#clients/ownFailure.ts";
import { causeText, type OwnFailure } from "#config/cause.ts";
import type { Problem } from "./finding.ts";

/** What kept something from being looked at, as a problem of whatever hangs on it: the same cause is the same problem. */
export const problemOf = (error: unknown): Problem => ofFailure(ownFailure(error));

function ofFailure(failure: OwnFailure): Problem {
  const { kind } = failure;
  return {
    what: causeText(failure, { file: "the configuration" }, new Date()),
    next: [("next" in failure ? failure.next : undefined) ?? { kind: "retry" }],
    cause: { kind, ...("code" in failure ? { code: failure.code } : {}) },
  };
}
