import { ownFailure } from "#clients/ownFailure.ts";
import type { Cause } from "#config/cause.ts";
import { EngineError } from "#stack/engineRun.ts";
import { PulumiError } from "#stack/pulumi.ts";

/** Why something failed, known by the type of its error. */
export const failureOf = (error: unknown): Cause =>
  error instanceof PulumiError || error instanceof EngineError ? error.failure : ownFailure(error);
