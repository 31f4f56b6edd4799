/** A calendar date in UTC such as "2026-11-23". */
export type CalendarDate = `${number}-${number}-${number}`;

/** The day of an instant, in UTC. */
export const dayOf = (now: Date): CalendarDate => now.toISOString().slice(0, 10) as CalendarDate;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether a text is a date that exists: "2027-02-29" does not. */
export function isCalendarDate(text: string): text is CalendarDate {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/**
 * Adds calendar months. A day that the target month lacks becomes its last day: 2024-02-29 and 24 months is 2026-02-28.
 *
 * @throws RangeError when the date does not exist
 */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  if (!isCalendarDate(date)) throw new RangeError(`${date} is not a date of the form 2026-11-23`);
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const index = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  return format(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** The instant at which a secret with this end date stops working: the start of that day in UTC, as Graph wants it. */
export const atMidnight = (date: CalendarDate): string => `${date}T00:00:00Z`;

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const format = (year: number, month: number, day: number): CalendarDate =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}` as CalendarDate;

const DAY = 24 * 3600 * 1000;

/** The date so many days later, or earlier where they are negative. */
export const addDays = (date: CalendarDate, days: number): CalendarDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10) as CalendarDate;

/** How many days one date is after another; negative when it is before. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY;

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;

/**
 * The last date that is not later than a date and an ISO 8601 duration, as Graph writes the longest lifetime of a secret
 * ("P180D", "P1Y6M"). Hours and less are left off, so that the result is always allowed.
 *
 * @returns undefined when the text is no duration
 */
export function addIsoDuration(date: CalendarDate, duration: string): CalendarDate | undefined {
  const match = DURATION.exec(duration);
  if (!match || duration === "P" || duration.endsWith("T")) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const moved = new Date(`${addMonths(date, 12 * years + months)}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + 7 * weeks + days);
  return moved.toISOString().slice(0, 10) as CalendarDate;
}
