import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { CalendarDate } from "#config/rules/dates.ts";
import { addIsoDuration } from "#config/rules/isoDuration.ts";

describe("An ISO 8601 duration", () => {
  for (const [duration, end] of [
    ["P180D", "2027-05-23"],
    ["P1Y", "2027-11-24"],
    ["P1Y6M", "2028-05-24"],
    ["P2W", "2026-12-08"],
    ["P4DT12H30M5S", "2026-11-28"],
    ["PT12H", "2026-11-24"],
  ] as const)
    it(`${duration} after 2026-11-24 is ${end} at the latest`, () =>
      assert.equal(addIsoDuration("2026-11-24", duration), end));

  it("of months ends with the month where that is shorter", () =>
    assert.equal(addIsoDuration("2027-08-31", "P6M"), "2028-02-29"));

  it("that is none is told from one", () => {
    for (const text of ["", "P", "180", "P180", "PT", "P1X"])
      assert.equal(addIsoDuration("2026-11-24", text), undefined, text);
  });

  it("of days is as many days", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (days) => {
        const end = addIsoDuration("2026-11-24" as CalendarDate, `P${days}D`);
        assert.equal((Date.parse(`${end}`) - Date.parse("2026-11-24")) / 86_400_000, days);
      }),
    );
  });
});
