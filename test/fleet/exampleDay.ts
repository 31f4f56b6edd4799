import type { CalendarDate } from "../../config/dates.ts";

/** When the example's report is made. */
export const NOW = new Date("2026-11-23T04:30:00Z");
export const TODAY: CalendarDate = "2026-11-23";
