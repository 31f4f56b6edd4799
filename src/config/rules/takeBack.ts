import { type Generation, newestFirst } from "./generations.ts";
import { type Decision, refused } from "./rotation.ts";

/** Whether the newest secret that is declared can be taken back: `undone`, nothing to do, or not any more. */
export type TakenBack =
  | { action: "undone"; number: number }
  | { action: "none" | "refused"; because: string };

/**
 * What taking back the last declared secret comes to, for either system. Pure; doing it again changes nothing.
 *
 * @param declared numbers in the configuration @param made numbers that the state knows
 * @param unsettled a run is under way or was interrupted: it may have made what the state does not know
 */
export function takeBack(
  declared: readonly number[],
  made: readonly number[],
  unsettled: boolean,
): TakenBack {
  const number = Math.max(...declared);
  if (declared.length === 0) return { action: "none", because: "no secret is declared" };
  if (made.includes(number))
    return declared.length === 1
      ? { action: "none", because: `secret ${number} is made, and no other one is declared` }
      : { action: "refused", because: `secret ${number} is made already, and cannot be taken back` };
  if (unsettled)
    return {
      action: "refused",
      because: `an update is under way or was interrupted, and may have made secret ${number}`,
    };
  if (declared.length === 1 && made.length > 0)
    return {
      action: "refused",
      because: `secret ${number} took the place of secret ${made.join(" and ")}, which is not declared any more`,
    };
  return { action: "undone", number };
}

/** The same for Microsoft's list. @param current as it is declared */
export function undoRotation(
  current: readonly Generation[],
  made: readonly number[],
  unsettled: boolean,
): Decision {
  const [newest, ...older] = newestFirst(current);
  const taken = takeBack(
    current.map(({ number }) => number),
    made,
    unsettled,
  );
  if (taken.action === "undone")
    return {
      action: "undone",
      generations: older,
      because: `secret ${taken.number}, from ${newest?.start} to ${newest?.end}, is taken back: no update has made it`,
      next: "nothing",
    };
  return taken.action === "refused"
    ? refused(current, taken.because)
    : { action: "none", generations: current, because: taken.because, next: "nothing" };
}
