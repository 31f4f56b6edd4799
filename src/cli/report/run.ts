import { readText } from "#config/text.ts";
import { readResults, TO_WRITE_RESULTS } from "#fleet/forms/json.ts";
import { writeReport } from "#pages/report/write.ts";
import type { CommandAnswer } from "../answer.ts";

interface ReportOptions {
  from: readonly string[];
  out: string;
}

/** Writes the report of these results. @throws Error naming a file that holds no results */
export async function writeFrom({ from, out }: ReportOptions): Promise<CommandAnswer> {
  const runs = from.map((file) => readResults(file, textOf(file)));
  const files = await writeReport(runs, out, new Date());
  return { outcome: "ok", found: { files }, text: `${files.join("\n")}\n` };
}

function textOf(file: string): string {
  try {
    return readText(file, { fix: "Use the file as it was written." });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}. ${TO_WRITE_RESULTS}`);
  }
}
