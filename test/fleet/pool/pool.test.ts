import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep, setImmediate as soon } from "node:timers/promises";
import fc from "fast-check";
import { endedWell, type PoolSettings, runPool } from "#fleet/pool/pool.ts";
import { parseWaves } from "#fleet/pool/waves.ts";
import type { Outcome, TenantResult } from "#fleet/results/result.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";

const OUTCOMES: readonly Outcome[] = ["ok", "warn", "drift", "inconclusive", "refused", "failed"];

const tenantsNamed = (names: readonly string[]): Tenant[] =>
  names.map((name) => ({ name, file: `Pulumi.${name}.yaml`, text: "", tags: [`of-${name}`] }));

const result = ({ name, tags }: Tenant, outcome: Outcome): TenantResult => ({
  tenant: name,
  tags,
  outcome,
  exitCode: 0,
  next: [],
  seconds: 1,
});

const settings = (more: Partial<PoolSettings> = {}): PoolSettings => ({
  slots: () => 3,
  turn: async () => {},
  waves: [],
  done: new Map(),
  stop: new AbortController().signal,
  ...more,
});

/** Tenants with what is to become of each, and how many turns of the event loop it takes. */
const fleet = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z]{1,6}$/),
    outcome: fc.constantFrom(...OUTCOMES),
    turns: fc.nat(5),
  }),
  { selector: ({ name }) => name, maxLength: 20 },
);
type Fleet = { name: string; outcome: Outcome; turns: number }[];

/** Does what the fleet says, and counts. */
function worker(plan: Fleet) {
  const seen = { begun: [] as string[], now: 0, most: 0 };
  const work = async (tenant: Tenant): Promise<TenantResult> => {
    seen.begun.push(tenant.name);
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    const { outcome = "ok", turns = 0 } = plan.find(({ name }) => name === tenant.name) ?? {};
    for (let turn = 0; turn < turns; turn += 1) await soon();
    seen.now -= 1;
    if (outcome === "failed") throw new Error(`${tenant.name} broke`);
    return result(tenant, outcome);
  };
  return { seen, work, tenants: tenantsNamed(plan.map(({ name }) => name)) };
}

it("The pool has one result for each tenant, in their order, and one that breaks touches no other", async () => {
  await fc.assert(
    fc.asyncProperty(fleet, fc.integer({ min: 1, max: 6 }), async (plan, slots) => {
      const { seen, work, tenants } = worker(plan);
      const results = await runPool(tenants, work, settings({ slots: () => slots }));
      assert.deepEqual(
        results.map(({ tenant, outcome }) => [tenant, outcome]),
        plan.map(({ name, outcome }) => [name, outcome]),
      );
      assert.deepEqual(
        seen.begun,
        plan.map(({ name }) => name),
        "they begin in order",
      );
      assert.ok(seen.most <= slots);
      for (const { tenant, outcome, cause } of results)
        if (outcome === "failed") assert.equal(cause?.text, `${tenant} broke`);
    }),
  );
});

it("The pool opens up as it learns, and runs one at least", async () => {
  const plan: Fleet = Array.from("abcdefgh", (name) => ({ name, outcome: "ok", turns: 3 }));
  const { seen, work, tenants } = worker(plan);
  const results = await runPool(tenants, work, settings({ slots: () => (seen.begun.length > 1 ? 5 : 1) }));
  assert.equal(results.length, 8);
  assert.ok(seen.most > 1, `${seen.most}`);
});

it("The pool begins a wave only when all of the one before ended well", async () => {
  await fc.assert(
    fc.asyncProperty(fleet, fc.integer({ min: 1, max: 5 }), async (plan, size) => {
      const { seen, work, tenants } = worker(plan);
      const results = await runPool(tenants, work, settings({ waves: [{ count: size }] }));
      const bad = plan.findIndex((one) => !endedWell(one));
      const begun = bad < 0 ? plan.length : Math.min(plan.length, (Math.floor(bad / size) + 1) * size);
      assert.equal(seen.begun.length, begun);
      for (const { outcome, cause } of results.slice(begun)) {
        assert.equal(outcome, "not-run");
        assert.equal(cause?.text, "A tenant of an earlier wave did not end well.");
      }
    }),
  );
});

it("The pool begins none after it was told to stop, and lets those that run end", async () => {
  const stop = new AbortController();
  const tenants = tenantsNamed(["a", "b", "c", "d"]);
  const work = async (tenant: Tenant) => {
    await soon();
    if (tenant.name === "a") stop.abort();
    await soon();
    return result(tenant, "ok");
  };
  const results = await runPool(tenants, work, settings({ slots: () => 2, stop: stop.signal }));
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    ["ok", "ok", "not-run", "not-run"],
  );
  assert.equal(results.at(-1)?.cause?.text, "The run was interrupted before its turn.");
});

it("The pool waits no longer for an API when it is told to stop", async () => {
  const stop = new AbortController();
  const turn: PoolSettings["turn"] = async (_, signal) => {
    setImmediate(() => stop.abort());
    await sleep(60_000, undefined, { signal });
  };
  const [only] = await runPool(
    tenantsNamed(["a"]),
    async () => assert.fail("it began"),
    settings({ turn, stop: stop.signal }),
  );
  assert.equal(only?.outcome, "not-run");
});

it("The pool interrupted anywhere and resumed, it has the results of a run that was not interrupted", async () => {
  const waves = fc.constantFrom("100%", "1,2,100%", "2", "30%");
  await fc.assert(
    fc.asyncProperty(fleet, fc.nat(20), waves, async (plan, after, text) => {
      const sizes = parseWaves(text);
      const whole = worker(plan);
      const expected = await runPool(whole.tenants, whole.work, settings({ waves: sizes }));

      const stop = new AbortController();
      const first = worker(plan);
      if (after === 0) stop.abort();
      let ended = 0;
      const interrupted = await runPool(
        first.tenants,
        async (tenant) => {
          const one = await first.work(tenant).finally(() => {
            ended += 1;
            if (ended >= after) stop.abort();
          });
          return one;
        },
        settings({ waves: sizes, stop: stop.signal }),
      );
      const done = new Map(interrupted.filter(endedWell).map((one) => [one.tenant, one]));
      const second = worker(plan);
      const resumed = await runPool(second.tenants, second.work, settings({ waves: sizes, done }));
      assert.deepEqual(resumed, expected);
      assert.ok(
        second.seen.begun.every((name) => !done.has(name)),
        "nothing is done twice",
      );
    }),
  );
});
