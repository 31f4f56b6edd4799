import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ErpError, type ErpErrorKind } from "#clients/erp/errors.ts";

/** The error of an attempt, after a look that it is of this kind, and that none of these secrets is in it. */
export async function failureOf(
  attempt: Promise<unknown>,
  kind: ErpErrorKind,
  secrets: Iterable<string> = [],
): Promise<ErpError> {
  const error = await attempt.then(
    () => assert.fail(`did not fail with ${kind}`),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof ErpError, inspect(error));
  assert.equal(error.kind, kind, error.message);
  const text = inspect(error, { depth: 9, showHidden: true });
  // Not which one, nor where: what a failed test prints must not hold it either.
  for (const secret of secrets) assert.ok(!text.includes(secret), "a secret is in an error");
  return error;
}
