import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { addDays, type CalendarDate } from "#config/rules/dates.ts";
import { turnsToday } from "#fleet/drift/rollingShare.ts";

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/), { maxLength: 40 });
const day = fc.integer({ min: -800, max: 4000 }).map((number) => addDays("2026-11-24", number));

it("The rolling share comes to each tenant exactly once in its days, wherever one begins to count", () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 30 }), day, (all, days, first) => {
      const turns = Array.from({ length: days }, (_, number) =>
        turnsToday(all, days, addDays(first, number) as CalendarDate),
      );
      assert.deepEqual(turns.flat().toSorted(), all.toSorted());
    }),
  );
});

it("The rolling share leaves a tenant's turn where it is when others come or go", () => {
  fc.assert(
    fc.property(names, names, day, (all, others, today) => {
      const alone = turnsToday(all, 7, today);
      const among = turnsToday([...new Set([...all, ...others])], 7, today);
      assert.deepEqual(
        among.filter((name) => all.includes(name)),
        alone,
      );
    }),
  );
});

it("The rolling share is about one in so many, not all on one day", () => {
  const all = Array.from({ length: 700 }, (_, number) => `tenant-${number}`);
  const today = turnsToday(all, 7, "2026-11-24");
  assert.ok(today.length > 60 && today.length < 140, `${today.length} of 700`);
});
