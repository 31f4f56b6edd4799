import ical, { type ICalEventData } from "ical-generator";
import { addDays, atMidnight, type CalendarDate } from "#config/rules/dates.ts";
import { WARN_DAYS } from "#config/rules/defaults.ts";
import type { TenantExpiry } from "./expiries.ts";
import type { Report } from "./model.ts";
import { SYSTEMS } from "./words.ts";

/**
 * The ends of secrets as an iCalendar feed of whole days (RFC 5545). A day on which a secret has ended is too late to hear of it, so the
 * day from which it is to be rotated is an event of its own: calendars leave out the alarms of feeds that one subscribes to.
 */
export function calendar({ secrets, made }: Report): string {
  const feed = ical({
    name: "Secrets of the ERP's tenants",
    prodId: { company: "erp-modern-auth", product: "modern-auth", language: "EN" },
  });
  const stamp = new Date(made);
  for (const secret of secrets)
    for (const event of eventsOf(secret)) feed.createEvent({ ...event, allDay: true, stamp });
  return `${feed.toString()}\r\n`;
}

function eventsOf({ tenant, system, what, end, newest }: TenantExpiry): ICalEventData[] {
  const due = addDays(end as CalendarDate, -WARN_DAYS);
  const ends = {
    id: uid(tenant, system, what, "ends"),
    start: day(end),
    summary: `${tenant}: ${SYSTEMS[system]} ${what} has ended`,
    description: "From this day on (UTC) it does not work.",
  };
  const rotation = {
    id: uid(tenant, system, what, "rotation"),
    start: day(due),
    summary: `${tenant}: rotate ${SYSTEMS[system]} ${what}`,
    description: `It ends on ${end}. Next: modern-auth rotate ${tenant}`,
  };
  return newest ? [rotation, ends] : [ends];
}

const day = (date: string): Date => new Date(atMidnight(date as CalendarDate));

/** The same for the same secret, so that a calendar moves the event when the end moves. */
const uid = (...parts: readonly string[]): string =>
  `${parts.map(encodeURIComponent).join("/")}@erp-modern-auth`;
