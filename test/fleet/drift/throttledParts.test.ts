import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import pLimit from "p-limit";
import { connectGraph } from "#clients/graph/client.ts";
import { Pace } from "#fleet/drift/pace.ts";
import { createFleet, type Fleet } from "#sandbox/fleet/fleet.ts";
import { BatchReader } from "#verify/microsoft/batch.ts";

const TENANTS = 200;
const WAIT_MS = 300;

let fleet: Fleet;
before(() => {
  fleet = createFleet(TENANTS);
  Object.assign(process.env, fleet.identities);
});
after(() => {
  for (const name of Object.keys(fleet.identities)) delete process.env[name];
});

const list = (id: string) => ({ id, url: `/${id}?$select=id`, right: "", kind: "list" as const });

/** Reads two lists of every tenant as `drift` does. @returns when each began, when the first part was throttled, and what was not read */
async function readAll(times: number) {
  fleet.systems.entra.faults.list = [
    { match: "^GET /v1\\.0/servicePrincipals", status: 429, retryAfter: WAIT_MS / 1000, times },
  ];
  const pace = new Pace();
  const begun: number[] = [];
  let throttledAt = Number.POSITIVE_INFINITY;
  const call = pace.paced(async (input, init) => {
    const response = await fleet.systems.entra.fetch(new Request(input, init));
    const text = await response.clone().text();
    if (/"status":429/.test(text)) throttledAt = Math.min(throttledAt, performance.now());
    return response;
  });
  const limit = pLimit(33);
  const unread = await Promise.all(
    fleet.tenants.map(({ name, config }) =>
      limit(async () => {
        await pace.admit(new Map([["graph", 3]] as const));
        begun.push(performance.now());
        const reader = new BatchReader(await connectGraph(config.microsoft.tenantId, call));
        await reader.ask([list("applications"), list("servicePrincipals")]);
        const parts = [reader.part<unknown[]>("applications"), reader.part<unknown[]>("servicePrincipals")];
        return parts.every(({ value }) => value?.length) ? [] : [name];
      }),
    ),
  );
  return { pace, begun, throttledAt, unread: unread.flat() };
}

it("One throttled part of one tenant's batch lets none of 200 tenants begin for as long as Graph asks, and is asked again", async () => {
  const { pace, begun, throttledAt, unread } = await readAll(1);
  assert.deepEqual(unread, []);
  assert.equal(pace.seen.throttled, 1);
  const since = begun.map((at) => at - throttledAt);
  // Whoever was let in at that very moment goes on.
  assert.deepEqual(
    since.filter((ms) => ms > 10 && ms < WAIT_MS - 10),
    [],
  );
  assert.ok(since.some((ms) => ms >= WAIT_MS - 10));
});

it("A Graph that throttles a part of the batch of 60 tenants out of 200 loses none of them", async () => {
  const { unread, pace } = await readAll(60);
  assert.deepEqual(unread, []);
  assert.equal(pace.seen.throttled, 60);
});
