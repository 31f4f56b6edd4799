import { addMonths, type CalendarDate } from "./dates.ts";
import { dueFrom, type Generation, hasEnded, newestFirst } from "./generations.ts";
import { holder, inUse, nextFor, type Situation } from "./situation.ts";

/** - `first`: the stack's first secret
 *  - `added`: one more, beside the one that works
 *  - `replaced`: a new one in the place of one that does not work any more and cannot be made again
 *  - `redated`: other dates for one that was never made
 *  - `retired`: an older one taken out
 *  - `undone`: one that was never made, taken back
 *  - `none`: nothing to change
 *  - `refused`: it would do harm, or cannot be done
 */
export type Action = "first" | "added" | "replaced" | "redated" | "retired" | "undone" | "none" | "refused";

export interface Decision {
  action: Action;
  /** What `microsoft.generations` should be. */
  generations: readonly Generation[];
  /** One sentence, without a full stop. */
  because: string;
  /** What has to run next. */
  next: "up" | "handover" | "retire" | "nothing";
}

export interface Wish {
  today: CalendarDate;
  /** The dates of a new secret. */
  start: CalendarDate;
  months: number;
  /** Somebody named them: those of a secret that was never made then give way. */
  named: boolean;
  warnDays: number;
}

/** What a rotation does to the list, at whatever point the last one was left. Pure; doing it again changes nothing. */
export function rotate(current: readonly Generation[], situation: Situation, wish: Wish): Decision {
  const [newest, older] = newestFirst(current);
  const fresh = newGeneration(current, situation, wish);
  if (hasEnded(fresh, wish.today)) return refused(current, `${text(fresh)}, would have ended already`);
  if (!newest) return { action: "first", generations: [fresh], because: text(fresh), next: "up" };

  const ending = older && whyUseless(older, situation, wish);
  const kept = older && !ending ? [older] : [];
  const takenOut = ending ? `; ${ending}, is taken out` : "";
  if (!situation.made.includes(newest.number)) {
    const dates = { start: fresh.start, end: fresh.end };
    const redated = wish.named || hasEnded(newest, wish.today) ? { ...newest, ...dates } : newest;
    const changed = redated.start !== newest.start || redated.end !== newest.end;
    return {
      action: changed ? "redated" : ending ? "retired" : "none",
      generations: [...kept, redated],
      because: `${text(redated)}, is not made yet${takenOut}${earlier(redated, kept)}`,
      next: "up",
    };
  }
  const broken = whyUseless(newest, situation, wish);
  if (broken)
    return {
      action: "replaced",
      generations: [...kept, fresh],
      because: `${text(fresh)}, in place of ${broken}${takenOut}${earlier(fresh, kept)}`,
      next: "up",
    };
  const settled = { action: ending ? "retired" : "none", generations: [...kept, newest] } as const;
  const unfinished = inUse(newest, situation);
  if (unfinished !== true)
    return {
      ...settled,
      because: unfinished + takenOut,
      next: ending ? "up" : nextFor(newest, situation),
    };
  const works = `${holder(situation)} ${text(newest)}, and Microsoft accepts it`;
  if (kept.length > 0)
    return { ...settled, because: `${works}: secret ${older?.number} may be retired`, next: "retire" };
  if (ending && wish.today < dueFrom(newest, wish.warnDays))
    return { ...settled, because: works + takenOut, next: "up" };
  return {
    action: "added",
    generations: [newest, fresh],
    because: `${text(fresh)}, beside secret ${newest.number}, which ends ${newest.end}${takenOut}${earlier(fresh, [newest])}`,
    next: "up",
  };
}

/** Numbers count on from whatever was ever seen: the engine must not take a new secret for an old one. */
function newGeneration(current: readonly Generation[], { made }: Situation, wish: Wish): Generation {
  const number = Math.max(0, ...current.map((one) => one.number), ...made) + 1;
  return { number, start: wish.start, end: addMonths(wish.start, wish.months) };
}

/** Why a secret is of no use to anybody any more, and could not be made again as it was. */
function whyUseless(one: Generation, { made, gone }: Situation, { today }: Wish): string | undefined {
  if (hasEnded(one, today)) return `secret ${one.number}, which ended on ${one.end}`;
  const removed = made.includes(one.number) && gone.includes(one.number);
  return removed ? `secret ${one.number}, which was removed in Entra` : undefined;
}

const text = ({ number, start, end }: Generation): string => `secret ${number}, from ${start} to ${end}`;

const earlier = ({ end }: Generation, others: readonly Generation[]): string =>
  others
    .filter((other) => other.end > end)
    .map(({ number }) => `. It ends before secret ${number} does`)
    .join("");

export const refused = (generations: readonly Generation[], because: string): Decision => ({
  action: "refused",
  generations,
  because,
  next: "nothing",
});
