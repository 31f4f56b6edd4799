import type { Command } from "commander";
import type { CalendarDate } from "../config/dates.ts";
import {
  ATTESTED_ITEMS,
  type AttestedItem,
  attestations,
  audienceProblem,
  differing,
  GUIDED_ITEMS,
  type Said,
  unattested,
} from "../config/googleAttestation.ts";
import type { Audience, Publishing } from "../config/googleAudience.ts";
import { type AttestReport, json, text, warnings } from "./googleAttestReport.ts";
import { readGoogle } from "./stackGoogle.ts";
import { writeAttested } from "./writeAttested.ts";

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
