import { createHash } from "node:crypto";
import { type CalendarDate, daysBetween } from "#config/rules/dates.ts";

/** Any day: only the days since then count. */
const EPOCH = "2026-01-01" as CalendarDate;

/**
 * The tenants whose turn it is today: on each day another share, and in so many days each of them exactly once, whoever comes or goes.
 *
 * @param days 1 for everybody every day
 */
export const turnsToday = (names: readonly string[], days: number, today: CalendarDate): string[] =>
  names.filter((name) => modulo(numberOf(name) + daysBetween(EPOCH, today), days) === 0);

const numberOf = (name: string): number => createHash("sha256").update(name).digest().readUInt32BE();

/** A clock may say a day before the epoch. */
const modulo = (value: number, by: number): number => ((value % by) + by) % by;
