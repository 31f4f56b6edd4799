import type { CommandAnswer, Desk } from "#cli/answer.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import {
  ATTESTED_ITEMS,
  type AttestedItem,
  attestations,
  audienceProblem,
  differing,
  GUIDED_ITEMS,
  type Said,
  unattested,
} from "#config/rules/googleAttestation.ts";
import type { Audience, Publishing } from "#config/rules/googleConsole.ts";
import { readGoogle } from "#stack/google.ts";
import { writeAttested } from "#stack/writeAttested.ts";
import { attestationAnswer } from "./report.ts";

interface AttestOptions {
  by: string;
  on: CalendarDate;
  audience?: Audience;
  publishing?: Publishing;
}

export async function attestStack(
  stack: string,
  items: readonly (AttestedItem | "all")[],
  options: AttestOptions,
  { wrongUsage }: Pick<Desk, "wrongUsage">,
): Promise<CommandAnswer> {
  const named = new Set(items.flatMap((item) => (item === "all" ? GUIDED_ITEMS : [item])));
  const said: Said = { ...options, items: ATTESTED_ITEMS.filter((item) => named.has(item)) };
  const problem = audienceProblem(said);
  if (problem) wrongUsage(`${problem}.`);
  const { google } = await readGoogle(stack);
  const before = google.attested;
  const after = { ...before, ...attestations(said) };
  await writeAttested(stack, before, after);
  return attestationAnswer(stack, google, after, {
    by: said.by,
    on: said.on,
    recorded: said.items,
    changed: differing(before, after),
    unattested: unattested(after),
  });
}
