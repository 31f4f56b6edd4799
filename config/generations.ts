import type { CalendarDate } from "./dates.ts";
import type { MicrosoftConfig } from "./schema.ts";

export interface PlacedGeneration {
  /** Its place in `microsoft.generations`. */
  index: number;
  start: CalendarDate;
  end: CalendarDate;
}

/** The secret that goes to the ERP: the one with the highest number, wherever it stands in the list. */
export function newestGeneration(generations: MicrosoftConfig["generations"]): PlacedGeneration {
  const highest = Math.max(...generations.map(({ number }) => number));
  const index = generations.findIndex(({ number }) => number === highest);
  const { start, end } = generations[index] as (typeof generations)[number];
  return { index, start: start as CalendarDate, end: end as CalendarDate };
}
