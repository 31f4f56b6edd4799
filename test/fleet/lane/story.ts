import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { foundBy } from "./found.ts";
import { Lane } from "./lane.ts";

export interface Size {
  tenants: number;
  /** In how many of them somebody changes something by hand. */
  changed: number;
  seed: number;
}

/** What an operator lives through with a fleet: made, killed and resumed, drifted, found, repaired. One test builds on the other. */
export function story({ tenants, changed, seed }: Size): void {
  describe(`A fleet of ${tenants} tenants (seed ${seed})`, () => {
    let lane: Lane;
    let drifted: ReturnType<Lane["changeByHand"]>;
    before(async () => {
      lane = await Lane.create(tenants);
    });
    after(() => lane.close());

    it(`A fleet of ${tenants} tenants (seed ${seed}) is killed while it is made, and the same command with --resume makes the rest`, async () => {
      await lane.runAndKill(["up", "--all"], Math.ceil(tenants / 3));
      const resumed = await lane.run(["up", "--all", "--resume"]);
      // A killed engine leaves its lock, which nobody steals: the summary says whose it is and what to type.
      const locks = await lane.cancelLocks(resumed);
      const last = locks > 0 ? await lane.run(["up", "--all", "--resume"]) : resumed;
      assert.deepEqual(foundBy(last.run), new Map(), last.stderr);
      assert.equal(last.code, 0, last.stderr);
      assert.equal(last.run?.results.length, tenants);
      assert.deepEqual(
        lane.registrations().filter((count) => count !== 1),
        [],
      );
    });

    it(`A fleet of ${tenants} tenants (seed ${seed}) is as it should be then, in one process and without the engine`, async () => {
      const { code, run, stderr } = await lane.run(["drift", "--all", "--engine", "none"]);
      assert.deepEqual(foundBy(run), new Map());
      assert.equal(code, 0, stderr);
    });

    it(`A fleet of ${tenants} tenants (seed ${seed}) of which ${changed} are changed by hand shows exactly these, with exactly what was changed`, async () => {
      drifted = lane.changeByHand(changed, seed);
      const drift = await lane.run(["drift", "--all", "--every-days", "365"]);
      const expected = new Map([...drifted].map(([name, { found }]) => [name, [...found].toSorted()]));
      assert.deepEqual(new Map([...foundBy(drift.run)].toSorted()), new Map([...expected].toSorted()));
      assert.equal(drift.code, 7);
      for (const { tenant, planned } of drift.run?.results ?? [])
        if (drifted.has(tenant))
          assert.ok(
            (planned ?? []).length > 0,
            `${tenant}: the engine plans nothing for ${drifted.get(tenant)?.what}`,
          );
    });

    it(`A fleet of ${tenants} tenants (seed ${seed}) is repaired, killed in the middle and resumed, and shows no drift any more`, async () => {
      const names = [...drifted.keys()].toSorted();
      await lane.runAndKill(["up", ...names], Math.ceil(changed / 3));
      const resumed = await lane.run(["up", ...names, "--resume"]);
      const locks = await lane.cancelLocks(resumed);
      const last = locks > 0 ? await lane.run(["up", ...names, "--resume"]) : resumed;
      assert.equal(last.code, 0, last.stderr);
      const { code, run, stderr } = await lane.run(["drift", "--all", "--every-days", "365"]);
      assert.deepEqual(foundBy(run), new Map());
      assert.equal(code, 0, stderr);
    });
  });
}
