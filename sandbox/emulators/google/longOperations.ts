import { randomInt } from "node:crypto";
import { ApiError } from "./errors.ts";
import { type LongOperation, own } from "./state.ts";
import type { World } from "./world.ts";

/**
 * The operation with which an API answers a write that takes its time.
 * @param prefix what its name starts with, such as `operations/cp.`
 */
export function startLongOperation(
  world: World,
  prefix: string,
  projectId: string,
  outcome: LongOperation["outcome"],
): object {
  const { longOperations, settings } = world.google.state;
  const name = `${prefix}${randomInt(2 ** 40)}`;
  const operation: LongOperation = { projectId, pollsLeft: settings.operationPolls, outcome };
  longOperations[name] = operation;
  return view(name, operation);
}

/** @throws ApiError 404 */
export function findLongOperation(world: World, name: string): LongOperation {
  const operation = own(world.google.state.longOperations, name);
  if (!operation) throw new ApiError(404, `Operation ${name} not found.`);
  return operation;
}

/** An operation as a poll sees it; every poll brings it nearer to its end. */
export function pollLongOperation(world: World, name: string): object {
  const operation = findLongOperation(world, name);
  operation.pollsLeft = Math.max(0, operation.pollsLeft - 1);
  return view(name, operation);
}

function view(name: string, { pollsLeft, outcome }: LongOperation): object {
  return pollsLeft > 0 ? { name } : { name, done: true, ...outcome };
}
