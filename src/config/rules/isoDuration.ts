import { addMonths, type CalendarDate } from "./dates.ts";

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
