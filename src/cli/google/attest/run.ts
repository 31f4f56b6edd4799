import type { Command } from "commander";
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
import { type AttestReport, json, text, warnings } from "./report.ts";

interface Options {
  by: string;
  on: CalendarDate;
  audience?: Audience;
  publishing?: Publishing;
  json?: true;
}

export async function attestStack(
  stack: string,
  items: readonly (AttestedItem | "all")[],
  { json: asJson, ...told }: Options,
  command: Command,
): Promise<void> {
  const named = new Set(items.flatMap((item) => (item === "all" ? GUIDED_ITEMS : [item])));
  const said: Said = { ...told, items: ATTESTED_ITEMS.filter((item) => named.has(item)) };
  const problem = audienceProblem(said);
  if (problem) command.error(`error: ${problem}.`, { exitCode: 2 });
  const { google } = await readGoogle(stack);
  const before = google.attested;
  const after = { ...before, ...attestations(said) };
  await writeAttested(stack, before, after);
  const report: AttestReport = {
    stack,
    by: said.by,
    on: said.on,
    recorded: said.items,
    changed: differing(before, after),
    unattested: unattested(after),
    warnings: warnings(stack, google, after),
  };
  process.stdout.write(asJson ? json(report) : text(report));
}
