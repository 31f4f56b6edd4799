import { problemText } from "#config/configError.ts";
import { readStack, type Stack } from "#stack/stack.ts";
import type { CommandAnswer } from "../answer.ts";
import { erpObstacles } from "./erp.ts";
import { googleObstacles } from "./google.ts";
import { microsoftObstacles } from "./microsoft.ts";
import type { Level, Obstacle } from "./obstacle.ts";

export const checkTenant = async (name: string): Promise<CommandAnswer> =>
  preflightAnswer(name, await obstaclesOf(name, await readStack(name), new Date()));

/** Asks all of a tenant's systems at once; one that does not answer keeps no other from being asked. */
export const obstaclesOf = async (name: string, stack: Stack, now: Date): Promise<Obstacle[]> =>
  (
    await Promise.all([
      microsoftObstacles(name, stack),
      googleObstacles(name, stack, now),
      erpObstacles(stack.config),
    ])
  ).flat();

const GRAVITY: readonly Level[] = ["error", "unknown", "warning", "info"];

/** What it comes to. Pure. */
export function preflightAnswer(stack: string, found: readonly Obstacle[]): CommandAnswer {
  const problems = GRAVITY.flatMap((level) => found.filter((one) => one.level === level));
  const head = { found: { problems }, text: preflightText(stack, problems) };
  const [worst] = problems;
  if (worst?.level !== "error" && worst?.level !== "unknown") return { outcome: "ok", ...head };
  const kind = worst.level === "error" ? "refused" : "inconclusive";
  return {
    outcome: kind,
    cause: { kind, message: `${worst.property}: ${worst.what}` },
    next: problems.filter(({ level }) => level === worst.level).map(({ next }) => next),
    ...head,
  };
}

function preflightText(stack: string, problems: readonly Obstacle[]): string {
  const whole = problems.some(({ level }) => level === "error")
    ? "the next update would fail."
    : problems.some(({ level }) => level === "unknown")
      ? "nothing that could be seen stands in the way, and not all could be seen."
      : "nothing stands in the way.";
  const lines = problems.map(
    (problem) => `${problem.level} (${problem.system})\n${problemText(problem, stack)}\n`,
  );
  return `${lines.join("")}Stack "${stack}": ${whole}\n`;
}
