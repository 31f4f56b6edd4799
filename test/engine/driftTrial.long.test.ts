import assert from "node:assert/strict";
import { after, afterEach, before, it } from "node:test";
import fc from "fast-check";
import { DRIFT_CASES, type DriftCase } from "#test/verify/driftCases.ts";
import { DECOYS, FURTHER_CASES } from "#test/verify/furtherDriftCases.ts";
import { TenantByHand } from "#test/verify/tenantByHand.ts";
import { plannedLines } from "./driftPage.ts";
import { verification } from "./modernAuth.ts";
import { World } from "./world.ts";

const CHANGES = 46;
const MISLEADING = 5;
/** DRIFT_SEED tries another one. */
const SEEDS = process.env.DRIFT_SEED ? [Number(process.env.DRIFT_SEED)] : [1, 2, 3];

const ALL = [...Object.values(DRIFT_CASES).flat(), ...FURTHER_CASES].filter(
  ({ verify, preview }) => verify.length + preview.length > 0,
);

let world: World;
/** What is said of a tenant that nobody has touched: nobody has attested anything yet. */
let untouched: string[];
before(async () => {
  world = await World.create();
  await world.setText("google.operators[0]", "user:anna@acme.example");
  await world.setText("google.workloadIdentity.repositoryId", "123456789");
  await world.setText("google.workloadIdentity.branch", "main");
  await world.importGoogleClient();
  await world.up();
  world.save();
  untouched = (await verification(world)).named;
  assert.ok(
    untouched.every((line) => line.startsWith("warn ")),
    untouched.join("\n"),
  );
});
afterEach(() => world.restore());
after(() => world.close());

/** So many of a table, in a random order. */
const drawn = (cases: readonly DriftCase[], count: number, seed: number): DriftCase[] =>
  fc.sample(fc.shuffledSubarray([...cases], { minLength: count, maxLength: count }), {
    seed,
    numRuns: 1,
  })[0] ?? [];

/** Whether each of two changes can be told by what is said of it. */
const areApart = (a: DriftCase, b: DriftCase): boolean =>
  !a.alone &&
  !b.alone &&
  !a.verify.some((line) => b.verify.includes(line)) &&
  !a.preview.some((line) => b.preview.includes(line));

/** As few rounds as it takes to tell every change from the others of its round. */
function inRounds(cases: readonly DriftCase[]): DriftCase[][] {
  const rounds: DriftCase[][] = [];
  for (const one of cases) {
    const round = rounds.find((others) => others.every((other) => areApart(one, other)));
    if (round) round.push(one);
    else rounds.push([one]);
  }
  return rounds;
}

for (const seed of SEEDS) {
  it(`Of ${CHANGES} random changes in the three systems both tiers find each, and nothing of ${MISLEADING} that are none (seed ${seed})`, async () => {
    const decoys = drawn(DECOYS, MISLEADING, seed);
    const rounds = inRounds(drawn(ALL, CHANGES, seed));
    for (const [index, round] of rounds.entries()) {
      const misleading = decoys.filter((_, place) => place % Math.min(rounds.length, MISLEADING) === index);
      const tenant = new TenantByHand(world.sandbox).look();
      for (const { change } of [...misleading, ...round]) change(tenant);
      const { named } = await verification(world);
      const preview = await world.preview();
      const what = [...round, ...misleading].map((one) => one.what).join("; ");
      const said = named
        .filter((line) => !untouched.includes(line))
        .map((line) => line.replace(/secret [\da-f-]{36}$/, "secret <id>"))
        .toSorted();
      assert.deepEqual(said, round.flatMap(({ verify }) => verify).toSorted(), `verify, of: ${what}`);
      assert.deepEqual(
        plannedLines(preview).toSorted(),
        round.flatMap((one) => one.preview).toSorted(),
        `preview, of: ${what}\n${preview.messages}`,
      );
      world.restore();
    }
  });
}
