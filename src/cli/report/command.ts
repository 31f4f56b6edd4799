import { Command } from "commander";
import { answer } from "../answer.ts";

const HELP = `
Of each tenant the newest result counts, so the files may be the shards of one run, or runs of several days.
What it writes needs no network and holds no secret:
  index.html    the page: tenants, findings, the ends of secrets, what a person must do next
  report.json   the same for programs
  report.md     the same for a comment on a merge request or an issue
  expiries.ics  the ends of secrets, for a calendar
  metrics.prom  outcomes, findings and ends, for Prometheus

Examples:
  modern-auth drift --all --results results.json
  modern-auth report --from results.json --out report
  modern-auth report --from results.json --out report --json | jq -r '.files[]'
  modern-auth report --from shard-1.json shard-2.json --out report

Exit codes: 0 written, whatever the results are; 1 failed (for example: a file that holds no results); 2 wrong usage.`;

/** `modern-auth report`: what a fleet's runs found, as a page and for calendars, monitoring and programs. */
export const reportCommand = (): Command =>
  new Command("report")
    .option("--json", "print the names of the files as JSON")
    .description(
      "Write the fleet's report from the results of runs: a page, JSON, Markdown, calendar, metrics.",
    )
    .requiredOption("--from <file...>", "results, as a run writes them with --results")
    .option("--out <folder>", "folder to write into, made when it is missing", "report")
    .addHelpText("after", HELP)
    .action((options, command) =>
      answer(command, undefined, async () => (await import("./run.ts")).writeFrom(options)),
    );
