import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import {
  addIsoDuration,
  addMonths,
  atMidnight,
  type CalendarDate,
  isCalendarDate,
} from "#config/rules/dates.ts";

const date = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((instant) => instant.toISOString().slice(0, 10) as CalendarDate);

it("Calendar months are not days: a day that the target month lacks becomes its last day", () => {
  assert.equal(addMonths("2024-02-29", 24), "2026-02-28");
  assert.equal(addMonths("2024-02-29", 48), "2028-02-29");
  assert.equal(addMonths("2026-08-31", 1), "2026-09-30");
  assert.equal(addMonths("2026-12-31", 2), "2027-02-28");
  assert.equal(addMonths("2026-11-23", 24), "2028-11-23");
});

it("Calendar months always lead to a date that exists, in the right month", () => {
  fc.assert(
    fc.property(date, fc.integer({ min: 0, max: 24 }), (start, months) => {
      const end = addMonths(start, months);
      const index = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
      assert.ok(isCalendarDate(end));
      assert.equal(index(end) - index(start), months);
      assert.ok(end.slice(8) <= start.slice(8));
    }),
  );
});

it("Calendar months never make an earlier start end later", () => {
  fc.assert(
    fc.property(date, date, fc.integer({ min: 1, max: 24 }), (a, b, months) => {
      const [early, late] = a < b ? [a, b] : [b, a];
      assert.ok(addMonths(early, months) <= addMonths(late, months));
    }),
  );
});

it("Calendar months refuse a date that does not exist", () => {
  assert.equal(isCalendarDate("2026-02-29"), false);
  assert.equal(isCalendarDate("2026-13-01"), false);
  assert.equal(isCalendarDate("23.11.2026"), false);
  assert.throws(() => addMonths("2026-02-30", 1), /2026-02-30 is not a date/);
});

it("Calendar months end at the start of the day in UTC, as Graph wants it", () => {
  assert.equal(atMidnight("2028-11-23"), "2028-11-23T00:00:00Z");
});

for (const [duration, end] of [
  ["P180D", "2027-05-23"],
  ["P1Y", "2027-11-24"],
  ["P1Y6M", "2028-05-24"],
  ["P2W", "2026-12-08"],
  ["P4DT12H30M5S", "2026-11-28"],
  ["PT12H", "2026-11-24"],
] as const)
  it(`An ISO 8601 duration ${duration} after 2026-11-24 is ${end} at the latest`, () =>
    assert.equal(addIsoDuration("2026-11-24", duration), end));

it("An ISO 8601 duration of months ends with the month where that is shorter", () =>
  assert.equal(addIsoDuration("2027-08-31", "P6M"), "2028-02-29"));

it("An ISO 8601 duration that is none is told from one", () => {
  for (const text of ["", "P", "180", "P180", "PT", "P1X"])
    assert.equal(addIsoDuration("2026-11-24", text), undefined, text);
});

it("An ISO 8601 duration of days is as many days", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), (days) => {
      const end = addIsoDuration("2026-11-24" as CalendarDate, `P${days}D`);
      assert.equal((Date.parse(`${end}`) - Date.parse("2026-11-24")) / 86_400_000, days);
    }),
  );
});
