import { generation, type MicrosoftConfig } from "../schema.ts";
import { addDays, type CalendarDate, daysBetween } from "./dates.ts";

/** One client secret as `microsoft.generations` declares it. */
export interface Generation {
  /** Counts up from 1; none is ever used twice. */
  number: number;
  /** The day that its lifetime counts from. */
  start: CalendarDate;
  /** The day on which it stops working, at midnight UTC. */
  end: CalendarDate;
}

export interface PlacedGeneration {
  /** Its place in `microsoft.generations`. */
  index: number;
  start: CalendarDate;
  end: CalendarDate;
}

/** The number of the secret that goes to the ERP: the highest, wherever it stands in the list. */
export const newestNumber = (generations: MicrosoftConfig["generations"]): number =>
  Math.max(...generations.map(({ number }) => number));

/** That secret. */
export function newestGeneration(generations: MicrosoftConfig["generations"]): PlacedGeneration {
  const highest = newestNumber(generations);
  const index = generations.findIndex(({ number }) => number === highest);
  const { start, end } = generations[index] as (typeof generations)[number];
  return { index, start: start as CalendarDate, end: end as CalendarDate };
}

/** The entries of a list, as somebody may have left it half-written, that have all they need. */
export const completeGenerations = (written: readonly unknown[]): Generation[] =>
  written.flatMap((entry) => {
    const { data } = generation.safeParse(entry);
    return data ? [data as Generation] : [];
  });

export const newestFirst = (generations: readonly Generation[]): Generation[] =>
  generations.toSorted((a, b) => b.number - a.number);

export const hasEnded = ({ end }: Pick<Generation, "end">, today: CalendarDate): boolean => end <= today;

/**
 * The first day on which the next one is due: so many days before the end, but not in the first half of the lifetime. A secret of
 * one month would otherwise be due on the day that it is made.
 */
export function dueFrom({ start, end }: Omit<Generation, "number">, warnDays: number): CalendarDate {
  const half = addDays(start, Math.ceil(daysBetween(start, end) / 2));
  const warned = addDays(end, -warnDays);
  return half > warned ? half : warned;
}
