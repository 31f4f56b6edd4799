import assert from "node:assert/strict";
import { it } from "node:test";
import { Traffic } from "#sandbox/fleet/traffic.ts";

/** Work that ends when it is told to. */
function job(): { work: () => Promise<void>; end: () => void; fail: () => void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve, fail: () => reject(new Error("on purpose")) };
}

it("A count of calls tells how many are in flight, and the most that ever were, in each part and in the whole", async () => {
  const whole = new Traffic();
  const [one, other] = [whole.part(), whole.part()];
  const [first, second, third] = [job(), job(), job()];
  const running = [one.count(first.work), one.count(second.work), other.count(third.work)];
  assert.deepEqual({ ...whole }, { calls: 3, inFlight: 3, mostInFlight: 3 });
  assert.deepEqual({ ...one }, { calls: 2, inFlight: 2, mostInFlight: 2 });
  first.end();
  await running[0];
  assert.deepEqual({ ...whole }, { calls: 3, inFlight: 2, mostInFlight: 3 });
  second.end();
  third.end();
  await Promise.all(running);
  assert.deepEqual({ ...other }, { calls: 1, inFlight: 0, mostInFlight: 1 });
});

it("A count of calls counts a call that failed as ended", async () => {
  const whole = new Traffic();
  const lost = job();
  const running = whole.part().count(lost.work);
  lost.fail();
  await assert.rejects(running, { message: "on purpose" });
  assert.deepEqual({ ...whole }, { calls: 1, inFlight: 0, mostInFlight: 1 });
});

it("A count of calls that is begun anew knows of the calls that are still in flight", async () => {
  const whole = new Traffic();
  const part = whole.part();
  const [first, second] = [job(), job()];
  const running = [part.count(first.work), part.count(second.work)];
  second.end();
  await running[1];
  whole.reset();
  for (const one of [whole, part]) assert.deepEqual({ ...one }, { calls: 0, inFlight: 1, mostInFlight: 1 });
  first.end();
  await running[0];
});
