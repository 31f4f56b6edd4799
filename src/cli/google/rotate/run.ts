import type { CommandAnswer } from "#cli/answer.ts";
import { today } from "#cli/arguments.ts";
import { clockProblem, SET_CLOCK, withServerClock } from "#clients/serverClock.ts";
import { parseConfig } from "#config/parse.ts";
import { addDays } from "#config/rules/dates.ts";
import { type ClientGeneration, clientGenerations, lastFour } from "#config/rules/googleGenerations.ts";
import { ageOf, rotationStep } from "#config/rules/googleRotation.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import type { TenantConfig } from "#config/schema.ts";
import { lookAtRotation } from "#rotation/googleSituation.ts";
import { removeClientFile, writeClientFile, writeGoogleGenerations } from "#rotation/writeGoogleSecrets.ts";
import { googlePart } from "#stack/google.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { readEntries } from "#stack/stack.ts";
import { googleRotationAnswer } from "./report.ts";

export async function rotateGoogle(name: string, { soakDays }: { soakDays: number }): Promise<CommandAnswer> {
  const [config, exported] = await Promise.all([
    readEntries(name).then((entries) => parseConfig(name, entries)),
    mustPulumi(["stack", "export", "--show-secrets", "--stack", name]),
  ]);
  const { project } = googlePart(name, config);
  const generations = clientGenerations(config);
  const newest = generations.at(-1);
  const { value: situation, ahead } = await withServerClock((listening) =>
    lookAtRotation(name, config, generations, JSON.parse(exported), listening),
  );
  const wrong = clockProblem(ahead);
  // How old a secret is, and when it was first seen, would be said by that clock.
  if (wrong)
    return {
      outcome: "refused",
      cause: { kind: "refused", message: wrong, next: SET_CLOCK },
      aside: `Refused: ${wrong}. Fix: ${nextStepText(SET_CLOCK, name)}\n`,
    };
  const since = newest?.since ?? today();
  const soakUntil = addDays(since, soakDays);
  const recorded = config.google?.generations?.length ?? 0;
  // What an earlier run of this command has begun to take out.
  const interrupted =
    generations.length === 1 && (newest?.configKey === "googleNextClientFile" || recorded > 1);
  const step = interrupted ? "drop" : rotationStep(situation, { today: today(), soakUntil });
  if (step === "drop" && newest) await dropOlder(name, config, newest);
  else if (newest && !newest.since) await recordDates(name, config, generations);
  const [older] = generations.length > 1 ? generations : [];
  return googleRotationAnswer(name, {
    project,
    step,
    ...(newest ? { age: ageOf(since, today()), since } : {}),
    soakUntil,
    ...(situation.problem ? { problem: situation.problem } : {}),
    older: older && lastFour(older.clientFile),
    newer: newest && lastFour(newest.clientFile),
  });
}

/** A secret that somebody set by hand is as old as the first look at it. */
const recordDates = (stack: string, config: TenantConfig, generations: readonly ClientGeneration[]) =>
  writeGoogleGenerations(
    stack,
    config.google?.generations ?? [],
    generations.map(({ number, since }) => ({ number, since: since ?? today() })),
  );

/** The newer secret takes the place of the older one before that goes: whatever is interrupted, running it again finishes. */
async function dropOlder(
  stack: string,
  config: TenantConfig,
  { number, since, clientFile }: ClientGeneration,
): Promise<void> {
  await writeClientFile(stack, "googleClientFile", clientFile);
  if (config.googleNextClientFile !== undefined) await removeClientFile(stack, "googleNextClientFile");
  const written = config.google?.generations ?? [];
  await writeGoogleGenerations(stack, written, [{ number, since: since ?? today() }]);
}
