import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { resultsJson } from "#fleet/forms/json.ts";
import { junit } from "#fleet/forms/junit.ts";
import { markdown } from "#fleet/forms/markdown.ts";
import { sarif } from "#fleet/forms/sarif.ts";
import { summary } from "#fleet/forms/summary.ts";
import { print } from "#fleet/forms/terminal.ts";
import { shellWords } from "#fleet/pool/shellWords.ts";
import { type FleetRun, fleetExitCode } from "#fleet/results/result.ts";
import type { TenantChoice } from "./choice.ts";
import { type FleetOptions, paceAsTyped } from "./options.ts";

/**
 * Tells what became of a run over many tenants: for people, as JSON, and in the files that were asked for.
 *
 * @param texts what is said before the summary
 */
export function tellRun(run: FleetRun, { inventory }: TenantChoice, options: FleetOptions, texts = ""): void {
  const out = options.json ? process.stderr : process.stdout;
  print(out, texts + summary(run, out));
  if (options.json) process.stdout.write(resultsJson(run));
  process.exitCode = fleetExitCode(run.results);
  const fileOf = (tenant: string): string =>
    relative(process.cwd(), inventory.find(({ name }) => name === tenant)?.file ?? `Pulumi.${tenant}.yaml`);
  const { results, junit: junitFile, markdown: markdownFile, sarif: sarifFile } = options;
  if (results) writeFileSync(results, resultsJson(run));
  if (junitFile) writeFileSync(junitFile, junit(run));
  if (markdownFile) writeFileSync(markdownFile, markdown(run));
  if (sarifFile) writeFileSync(sarifFile, sarif(run, fileOf));
}

/** Says how a run goes on that left something undone. @param command its words without the program's own name */
export function tellHowToGoOn(command: readonly string[], options: FleetOptions): void {
  const words = ["modern-auth", ...command, ...paceAsTyped(options), "--resume"];
  print(process.stderr, `\nTo go on: ${shellWords(words)}\n`);
}
