import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resultsJson } from "#fleet/forms/json.ts";
import { markdown } from "#fleet/forms/markdown.ts";
import type { FleetRun } from "#fleet/results/result.ts";
import { calendar } from "./calendar.ts";
import { metrics } from "./metrics.ts";
import { type Report, reportOf } from "./model.ts";
import { page } from "./page.ts";

/** The report's files: the page, and the same as JSON, Markdown, iCalendar feed and Prometheus text. */
const FORMS: Readonly<Record<string, (report: Report) => string | Promise<string>>> = {
  "index.html": page,
  "report.json": resultsJson,
  "report.md": markdown,
  "expiries.ics": calendar,
  "metrics.prom": metrics,
};

/**
 * Writes the report. The same runs at the same time give the same files, byte for byte.
 *
 * @param folder made when it is missing
 * @returns the files
 * @throws Error when one cannot be written
 */
export async function writeReport(runs: readonly FleetRun[], folder: string, now: Date): Promise<string[]> {
  const report = reportOf(runs, now);
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const [name, form] of Object.entries(FORMS)) {
    const file = join(folder, name);
    writeFileSync(file, await form(report));
    files.push(file);
  }
  return files;
}
