import assert from "node:assert/strict";
import { it } from "node:test";
import { persevering, Unreachable } from "#clients/connection.ts";
import { retryAfterMs } from "#clients/retryAfter.ts";

it("Retry-After is read in seconds and as a date, and anything else asks for nothing", () => {
  const now = Date.parse("2026-11-30T10:00:00Z");
  for (const [header, wait] of [
    ["2", 2_000],
    ["0.5", 500],
    ["0", 0],
    ["-3", 0],
    ["Mon, 30 Nov 2026 10:00:07 GMT", 7_000],
    ["Mon, 30 Nov 2026 09:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
  ] as const)
    assert.equal(retryAfterMs(header, now), wait, `${header}`);
});

const throttled = (milliseconds: number): Unreachable =>
  new Unreachable(
    "A server",
    undefined,
    new Response("", { status: 429, headers: { "retry-after": `${milliseconds / 1000}` } }),
  );

it("What a server asks for is waited for, up to a minute; longer is told at once", async () => {
  for (const [wait, tries] of [
    [50, 2],
    [61_000, 1],
  ] as const) {
    let asked = 0;
    const began = performance.now();
    const refuse = () => {
      asked += 1;
      return Promise.reject(throttled(wait));
    };
    await assert.rejects(persevering(refuse, { retries: 1, minTimeout: 0 }), Unreachable);
    assert.equal(asked, tries);
    assert.ok(performance.now() - began >= (tries - 1) * (wait - 5));
  }
});

it("Waiting for a server ends when the run is to end", async () => {
  const refuse = () => Promise.reject(throttled(59_000));
  const signal = AbortSignal.timeout(20);
  await assert.rejects(persevering(refuse, { retries: 1, minTimeout: 0, signal }));
});
