import assert from "node:assert/strict";
import { it } from "node:test";
import { Pace } from "#fleet/drift/pace.ts";
import { Buckets } from "#fleet/pool/limits.ts";

it("The token buckets take a burst of a minute's calls at once, then make wait, each API for itself", () => {
  const buckets = new Buckets();
  for (let run = 0; run < 20; run += 1) assert.equal(buckets.take("erp a.example", 30), 0);
  assert.ok(buckets.take("erp a.example", 30) > 0);
  assert.equal(buckets.take("erp b.example", 30), 0);
  assert.equal(buckets.take("graph", 13), 0);
});

const answering =
  (answer: (url: string) => Response | Promise<Response>): typeof fetch =>
  async (input) =>
    answer(String(input));

it("The pace of many tenants never has more calls in flight than allowed, and loses none", async () => {
  const pace = new Pace(5);
  let inFlight = 0;
  let most = 0;
  const call = pace.paced(
    answering(async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return new Response("");
    }),
  );
  await Promise.all(Array.from({ length: 100 }, () => call("https://erp.example/x")));
  assert.equal(most, 5);
  assert.deepEqual([pace.seen.calls, pace.seen.mostInFlight], [100, 5]);
});

it("The pace of many tenants pauses all tenants when Microsoft or Google has enough, not when one ERP has", async () => {
  const pace = new Pace();
  const busy = pace.paced(
    answering(() => new Response("", { status: 429, headers: { "retry-after": "0.2" } })),
  );
  const needs = new Map([["graph", 1]] as const);
  await busy("https://erp.acme.example/json/2");
  await pace.admit(needs);
  assert.equal(pace.seen.throttled, 0);
  await busy("https://graph.microsoft.com/v1.0/$batch");
  const before = performance.now();
  await pace.admit(needs);
  assert.ok(performance.now() - before >= 190);
  assert.equal(pace.seen.throttled, 1);
});

for (const [what, answer] of [
  [
    "a part of a batch",
    Response.json({ responses: [{ id: "1", status: 503, headers: { "Retry-After": "0.2" } }] }),
  ],
  ["a token endpoint", new Response("", { status: 503, headers: { "retry-after": "0.2" } })],
] as const)
  it(`The pace of many tenants heeds what ${what} asks for`, async () => {
    const pace = new Pace();
    await pace.paced(answering(() => answer))("https://graph.microsoft.com/v1.0/$batch");
    const before = performance.now();
    await pace.admit(new Map([["graph", 1]] as const));
    assert.ok(performance.now() - before >= 190);
    assert.equal(pace.seen.throttled, 1);
  });

it("The pace of many tenants tells how far this machine's clock is from Microsoft's, and believes no ERP's", async () => {
  const pace = new Pace();
  const dated = (date: string) => pace.paced(answering(() => new Response("", { headers: { date } })));
  await dated("Wed, 24 Nov 2010 10:00:00 GMT")("https://erp.acme.example/");
  assert.equal(pace.seen.clockAhead, undefined);
  const yearAgo = new Date(Date.now() - 365 * 86_400_000);
  await dated(yearAgo.toUTCString())("https://login.microsoftonline.com/x");
  assert.ok(Math.abs((pace.seen.clockAhead ?? 0) - 365 * 86_400_000) < 5_000);
});
