import { type Generation, newestFirst } from "./generations.ts";
import { type Decision, refused } from "./rotation.ts";
import { holder, inUse, nextFor, type Situation } from "./situation.ts";

/** Takes the older secret out of the list, but only when the ERP demonstrably works with the newer one. Pure. */
export function retire(current: readonly Generation[], situation: Situation): Decision {
  const [newest, older] = newestFirst(current);
  if (!newest || !older) return nothingToRetire(current, situation);
  const obstacle = whyNot(newest, older, situation);
  if (obstacle)
    return {
      ...refused(current, `secret ${older.number} stays: ${obstacle}`),
      next: situation.erp.secret === "hidden" ? "nothing" : nextFor(newest, situation),
    };
  return {
    action: "retired",
    generations: [newest],
    because: `secret ${older.number} is taken out: ${holder(situation)} secret ${newest.number}, which ends ${newest.end}, and Microsoft accepts it`,
    next: "up",
  };
}

/** Taken out already, it may still wait for the update that removes it. */
function nothingToRetire(current: readonly Generation[], { made }: Situation): Decision {
  const waiting = made.filter((number) => !current.some((one) => one.number === number));
  return {
    action: "none",
    generations: current,
    because:
      waiting.length > 0 && current.length > 0
        ? `secret ${waiting.join(" and ")} is taken out, and goes with the next update`
        : "there are no two secrets",
    next: waiting.length > 0 ? "up" : "nothing",
  };
}

function whyNot(newest: Generation, older: Generation, situation: Situation): string | undefined {
  if (!situation.made.includes(newest.number)) return `secret ${newest.number} is not made yet`;
  if (situation.erp.secret === "hidden")
    return `the ERP hides its secret, so nobody can see which one it holds. Once secret ${older.number} has ended, modern-auth rotate <stack> takes it out`;
  const holds = inUse(newest, situation);
  return holds === true ? undefined : holds;
}
