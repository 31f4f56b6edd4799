import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { addMonths, type CalendarDate } from "#config/rules/dates.ts";
import { dueFrom, type Generation, hasEnded } from "#config/rules/generations.ts";
import { retire } from "#config/rules/retirement.ts";
import { type Decision, rotate, type Wish } from "#config/rules/rotation.ts";
import { inUse, NOTHING_MADE, type Situation } from "#config/rules/situation.ts";

const FIRST: Generation = { number: 1, start: "2026-11-23", end: "2028-11-23" };
const SECOND: Generation = { number: 2, start: "2028-10-01", end: "2030-10-01" };
const wish = (more: Partial<Wish> = {}): Wish => ({
  today: "2028-10-01",
  start: "2028-10-01",
  months: 24,
  named: false,
  warnDays: 60,
  ...more,
});
const working = (number: number, made: number[] = [number]): Situation => ({
  made,
  gone: [],
  erp: { secret: number },
});
const numbers = ({ generations }: Decision) => generations.map(({ number }) => number);

it("A rotation of a stack without secrets declares the first one", () => {
  const { action, generations, next } = rotate(
    [],
    NOTHING_MADE,
    wish({ start: "2028-02-29", today: "2028-02-29" }),
  );
  assert.deepEqual([action, next], ["first", "up"]);
  assert.deepEqual(generations, [{ number: 1, start: "2028-02-29", end: "2030-02-28" }]);
});

it("A rotation declares the next secret beside the one that works", () => {
  const { action, generations, because, next } = rotate([FIRST], working(1), wish());
  assert.deepEqual([action, next], ["added", "up"]);
  assert.deepEqual(generations, [FIRST, SECOND]);
  assert.equal(because, "secret 2, from 2028-10-01 to 2030-10-01, beside secret 1, which ends 2028-11-23");
});

it("A rotation replaces a secret that has ended, because it could not be made again", () => {
  const decision = rotate([FIRST], working(1), wish({ today: "2028-11-23", start: "2028-11-23" }));
  assert.equal(decision.action, "replaced");
  assert.deepEqual(decision.generations, [{ number: 2, start: "2028-11-23", end: "2030-11-23" }]);
  assert.match(decision.because, /in place of secret 1, which ended on 2028-11-23/);
});

it("A rotation replaces a secret that was removed in Entra", () => {
  const decision = rotate([FIRST], { ...working(1), gone: [1] }, wish());
  assert.equal(decision.action, "replaced");
  assert.deepEqual(decision.generations, [SECOND]);
});

it("A rotation keeps the older secret while the newer one, which was removed in Entra, is replaced", () => {
  const decision = rotate([FIRST, SECOND], { ...working(1, [1, 2]), gone: [2] }, wish());
  assert.deepEqual(numbers(decision), [1, 3]);
});

it("A rotation that is under way is left as it is, and told what has to run", () => {
  for (const situation of [
    working(1),
    working(1, [1, 2]),
    { ...working(2, [1, 2]), erp: { secret: 2, refusal: "AADSTS7000215" } },
  ]) {
    const decision = rotate([FIRST, SECOND], situation as Situation, wish());
    assert.deepEqual([decision.action, decision.next], ["none", "up"]);
    assert.deepEqual(decision.generations, [FIRST, SECOND]);
  }
});

it("A rotation that is under way takes out an older secret that could not be made again", () => {
  const gone = rotate([FIRST, SECOND], { ...working(1), gone: [1] }, wish());
  assert.deepEqual([gone.action, numbers(gone)], ["retired", [2]]);
  const ended = rotate([FIRST, SECOND], working(1), wish({ today: "2028-12-01", start: "2028-12-01" }));
  assert.deepEqual(ended.generations, [SECOND]);
});

it("A rotation that was pushed says that the older secret may be retired", () => {
  const decision = rotate([FIRST, SECOND], working(2, [1, 2]), wish());
  assert.deepEqual([decision.action, decision.next], ["none", "retire"]);
});

it("A rotation that was pushed is over when the older secret has ended: no third one before its time", () => {
  const over = rotate(
    [FIRST, SECOND],
    working(2, [1, 2]),
    wish({ today: "2029-01-01", start: "2029-01-01" }),
  );
  assert.deepEqual([over.action, over.generations], ["retired", [SECOND]]);
  const late = wish({ today: "2030-09-01", start: "2030-09-01" });
  assert.deepEqual(numbers(rotate([FIRST, SECOND], working(2, [1, 2]), late)), [2, 3]);
});

it("A rotation gives a secret that was never made other dates when somebody names them, or when it would have ended", () => {
  const shorter = rotate([FIRST, SECOND], working(1), wish({ months: 5, named: true }));
  assert.equal(shorter.action, "redated");
  assert.deepEqual(shorter.generations, [FIRST, { ...SECOND, end: "2029-03-01" }]);
  const old = rotate([FIRST], NOTHING_MADE, wish({ today: "2028-11-23", start: "2028-11-23" }));
  assert.deepEqual(old.generations, [{ number: 1, start: "2028-11-23", end: "2030-11-23" }]);
});

it("A rotation says so when the new secret ends before the one beside it", () => {
  assert.match(rotate([FIRST], working(1), wish({ months: 1 })).because, /\. It ends before secret 1 does$/);
});

it("A rotation refuses dates that are over already", () => {
  const decision = rotate([FIRST], working(1), wish({ start: "2026-10-01", named: true }));
  assert.equal(decision.action, "refused");
  assert.match(decision.because, /secret 2, from 2026-10-01 to 2028-10-01, would have ended already/);
});

it("A rotation never uses the number of a secret that the state knows again", () => {
  assert.deepEqual(numbers(rotate([], working(4), wish())), [5]);
});

it("A rotation goes by what was written last where the ERP hides its secret", () => {
  const hidden = (written: number): Situation => ({
    ...working(2, [1, 2]),
    erp: { secret: "hidden", written },
  });
  assert.equal(rotate([FIRST, SECOND], hidden(1), wish()).next, "up");
  assert.equal(rotate([FIRST, SECOND], hidden(2), wish()).next, "retire");
});

const refusals: [string, Situation, RegExp][] = [
  ["the newer secret is not made yet", working(1), /secret 2 is not made yet/],
  ["the ERP still holds the older one", working(1, [1, 2]), /the ERP still holds secret 1, not secret 2/],
  [
    "the ERP holds another one",
    { ...working(1, [1, 2]), erp: { secret: "another" } },
    /none of this stack's/,
  ],
  ["the ERP holds none", { ...working(1, [1, 2]), erp: { secret: "nothing" } }, /holds no secret/],
  [
    "the ERP hides its secret",
    { ...working(1, [1, 2]), erp: { secret: "hidden", written: 2 } },
    /hides its secret/,
  ],
  [
    "Microsoft does not accept what the ERP holds",
    { ...working(1, [1, 2]), erp: { secret: 2, refusal: "AADSTS7000215: wrong" } },
    /secret 1 stays: Microsoft does not accept what the ERP holds: AADSTS7000215: wrong/,
  ],
];
for (const [what, situation, because] of refusals)
  it(`A retirement is refused while ${what}`, () => {
    const decision = retire([FIRST, SECOND], situation);
    assert.equal(decision.action, "refused");
    assert.deepEqual(decision.generations, [FIRST, SECOND]);
    assert.match(decision.because, because);
  });

it("A retirement takes the older secret out once the ERP works with the newer one, wherever they stand in the list", () => {
  for (const list of [
    [FIRST, SECOND],
    [SECOND, FIRST],
  ]) {
    const { action, generations, next } = retire(list, working(2, [1, 2]));
    assert.deepEqual([action, generations, next], ["retired", [SECOND], "up"]);
  }
});

it("A retirement has nothing to do for one secret, but to name the update that removes the other", () => {
  assert.deepEqual(retire([FIRST], working(1)).next, "nothing");
  const { action, next, because } = retire([SECOND], working(2, [1, 2]));
  assert.deepEqual([action, next], ["none", "up"]);
  assert.match(because, /secret 1 is taken out, and goes with the next update/);
});

const dateIn = (from: string, to: string) =>
  fc
    .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
    .map((instant) => instant.toISOString().slice(0, 10) as CalendarDate);
const generation = fc
  .record({ start: dateIn("2026-01-01", "2031-12-31"), months: fc.integer({ min: 1, max: 24 }) })
  .map(({ start, months }) => ({ start, end: addMonths(start, months) }));
const list = fc
  .array(generation, { maxLength: 2 })
  .chain((dates) =>
    fc
      .uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: dates.length, maxLength: dates.length })
      .map((order) => dates.map((one, index): Generation => ({ number: order[index] as number, ...one }))),
  );
const someOf = (numbers: number[]) => fc.subarray(numbers);
/** Any list, in any situation that it can be in. */
const anywhere = list.chain((current) => {
  const all = current.map(({ number }) => number);
  return fc.record({
    current: fc.constant(current),
    situation: fc.record({
      made: someOf(all),
      gone: someOf(all),
      erp: fc.record(
        {
          secret: fc.constantFrom<Situation["erp"]["secret"]>("another", "nothing", "hidden", ...all),
          refusal: fc.constant("refused"),
          written: fc.constantFrom(0, ...all),
        },
        { requiredKeys: ["secret"] },
      ),
    }) as fc.Arbitrary<Situation>,
    wish: fc
      .record({
        today: dateIn("2026-01-01", "2033-12-31"),
        months: fc.integer({ min: 1, max: 24 }),
        warnDays: fc.integer({ min: 0, max: 100 }),
      })
      .map((some): Wish => ({ ...some, start: some.today, named: false })),
  });
});

// Rare combinations are what these are for.
const OFTEN = { numRuns: 3000 };

describe("Whatever state the secrets are in", () => {
  it("a rotation leaves one or two, the newest of which has not ended, and never a lower number than before", () => {
    fc.assert(
      fc.property(anywhere, ({ current, situation, wish }) => {
        const { generations } = rotate(current, situation, wish);
        assert.ok(generations.length === 1 || generations.length === 2);
        const highest = Math.max(...generations.map(({ number }) => number));
        assert.ok(current.every(({ number }) => number <= highest));
        assert.equal(new Set(generations.map(({ number }) => number)).size, generations.length);
        const newest = generations.find(({ number }) => number === highest) as Generation;
        assert.equal(hasEnded(newest, wish.today), false);
        const known = new Set([...current.map(({ number }) => number), ...situation.made]);
        for (const one of generations)
          if (!current.some(({ number }) => number === one.number))
            assert.ok(
              [...known].every((number) => number < one.number),
              "a new number is higher than any other",
            );
      }),
      OFTEN,
    );
  });

  it("a secret that the ERP works with is never taken out, unless it has ended or is gone", () => {
    fc.assert(
      fc.property(anywhere, ({ current, situation, wish }) => {
        const used = current.find((one) => inUse(one, situation) === true);
        if (!used || hasEnded(used, wish.today)) return;
        if (situation.gone.includes(used.number) || !situation.made.includes(used.number)) return;
        assert.ok(rotate(current, situation, wish).generations.includes(used));
        if (situation.erp.secret !== "hidden")
          assert.ok(retire(current, situation).generations.includes(used));
      }),
      OFTEN,
    );
  });

  it("a rotation that is done again before the update has run changes nothing", () => {
    fc.assert(
      fc.property(anywhere, ({ current, situation, wish }) => {
        const { generations, action } = rotate(current, situation, wish);
        const again = rotate(generations, situation, wish);
        if (action === "added" || action === "replaced" || action === "first")
          assert.deepEqual([again.action, again.generations], ["none", generations]);
      }),
      OFTEN,
    );
  });

  it("a rotation that was finished is only to be retired, which leaves exactly the newest", () => {
    fc.assert(
      fc.property(anywhere, ({ current, situation, wish }) => {
        const { generations, action } = rotate(current, situation, wish);
        fc.pre(action === "added" || action === "replaced");
        const newest = generations.at(-1) as Generation;
        const done: Situation = {
          made: [...new Set([...situation.made, ...generations.map(({ number }) => number)])],
          gone: [],
          erp: { secret: newest.number },
        };
        const again = rotate(generations, done, wish);
        if (generations.length === 2) assert.deepEqual([again.action, again.next], ["none", "retire"]);
        const retired = retire(generations, done);
        assert.deepEqual(retired.generations, [newest]);
      }),
      OFTEN,
    );
  });

  it("Whatever state the secrets are in nothing is retired that the ERP does not demonstrably do without", () => {
    fc.assert(
      fc.property(anywhere, ({ current, situation }) => {
        const { action, generations } = retire(current, situation);
        if (action !== "retired") return assert.deepEqual(generations, current);
        assert.equal(situation.erp.secret, generations[0]?.number);
        assert.equal(situation.erp.refusal, undefined);
      }),
      OFTEN,
    );
  });
});

it("The day from which the next secret is due is sixty days before the end, but not in the first half of a short lifetime", () => {
  assert.equal(dueFrom(FIRST, 60), "2028-09-24");
  assert.equal(dueFrom({ start: "2026-11-23", end: "2026-12-23" }, 60), "2026-12-08");
});

it("The day from which the next secret is due is after the start and not after the end", () => {
  fc.assert(
    fc.property(generation, fc.integer({ min: 0, max: 730 }), ({ start, end }, warnDays) => {
      const due = dueFrom({ start, end }, warnDays);
      assert.ok(due > start && due <= end);
    }),
  );
});

describe("Where nobody but its vendor reaches the ERP", () => {
  const confirmed = (secret: number | "nothing", made = [1, 2]): Situation => ({
    made,
    gone: [],
    erp: { secret, vendor: true },
  });

  it("the older secret stays until the vendor has confirmed the newer one", () => {
    for (const secret of [1, "nothing"] as const) {
      const decision = retire([FIRST, SECOND], confirmed(secret));
      assert.deepEqual([decision.action, decision.next, numbers(decision)], ["refused", "handover", [1, 2]]);
    }
    assert.match(
      retire([FIRST, SECOND], confirmed(1)).because,
      /^secret 1 stays: the vendor has not confirmed secret 2, only secret 1$/,
    );
    const { action, because, generations } = retire([FIRST, SECOND], confirmed(2));
    assert.deepEqual([action, generations], ["retired", [SECOND]]);
    assert.match(because, /the vendor has confirmed secret 2/);
  });

  it("Where nobody but its vendor reaches the ERP also where Microsoft does not accept what the vendor has confirmed", () => {
    const situation = confirmed(2);
    const refusal = { ...situation, erp: { ...situation.erp, refusal: "AADSTS7000215" } };
    assert.deepEqual(
      [retire([FIRST, SECOND], refusal).action, retire([FIRST, SECOND], refusal).next],
      ["refused", "up"],
    );
  });

  it("a secret is made before it is handed over, handed over before the next one, and then followed by it", () => {
    assert.deepEqual(rotate([FIRST, SECOND], confirmed(1, [1]), wish()).next, "up");
    assert.deepEqual(retire([FIRST, SECOND], confirmed(1, [1])).next, "up");
    assert.deepEqual(rotate([FIRST], confirmed("nothing", [1]), wish()).next, "handover");
    assert.equal(rotate([FIRST], confirmed(1, [1]), wish()).action, "added");
  });
});
