import { InvalidArgumentError } from "commander";
import { type CalendarDate, isCalendarDate } from "../config/dates.ts";

/** Today in UTC. The command line reads the clock, so that the program never has to. */
export const today = (): CalendarDate => new Date().toISOString().slice(0, 10) as CalendarDate;

export function months(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 24) return number;
  throw new InvalidArgumentError(`"${text}" is not allowed; a whole number of months from 1 to 24.`);
}

export function days(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 730) return number;
  throw new InvalidArgumentError(`"${text}" is not allowed; a whole number of days from 0 to 730.`);
}

export function date(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new InvalidArgumentError(`"${text}" is not allowed; a date that exists, such as 2026-11-23.`);
}
