import { readFileSync } from "node:fs";
import { readResults, TO_WRITE_RESULTS } from "#fleet/forms/json.ts";
import { writeReport } from "#pages/report/write.ts";

interface Options {
  from: readonly string[];
  out: string;
  json?: true;
}

/** Writes the report of these results, and prints the names of its files. @throws Error naming a file that holds no results */
export async function writeFrom({ from, out, json }: Options): Promise<void> {
  const runs = from.map((file) => readResults(file, textOf(file)));
  const written = await writeReport(runs, out, new Date());
  process.stdout.write(json ? `${JSON.stringify({ files: written })}\n` : `${written.join("\n")}\n`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}. ${TO_WRITE_RESULTS}`);
  }
}
