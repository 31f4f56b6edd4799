import { Command, InvalidArgumentError } from "commander";
import { addMonths, type CalendarDate, isCalendarDate } from "../config/dates.ts";
import { mustPulumi, pulumi } from "./pulumi.ts";

interface Options {
  months: number;
  start: CalendarDate;
  dryRun?: true;
  json?: true;
}

/** `modern-auth dates`: writes the absolute dates of a tenant's first client secret, because a program never reads the clock. */
export const dates = (): Command =>
  new Command("dates")
    .description("Write the dates of a tenant's first client secret into its stack configuration.")
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .option("--months <number>", "lifetime in calendar months, 1 to 24", months, 24)
    .option("--start <date>", "first day, e.g. 2026-11-23", date, today())
    .option("--dry-run", "show the dates and write nothing")
    .option("--json", "print the dates as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  modern-auth dates acme\n  modern-auth dates acme --months 6 --dry-run",
    )
    .action(writeDates);

async function writeDates(stack: string, options: Options): Promise<void> {
  const end = addMonths(options.start, options.months);
  if (!options.dryRun) {
    const existing = await pulumi(["config", "get", "--path", "microsoft.generations", "--stack", stack]);
    if (existing.code === 0) {
      throw new Error(
        `microsoft.generations of stack "${stack}" already has dates (${existing.stdout.trim()}), and a secret with other dates would be ` +
          'a new secret. To see what they are: "pulumi config". To start over: "pulumi config rm --path microsoft.generations".',
      );
    }
    if (/no stack named|not found: stack/i.test(existing.stderr)) throw new Error(existing.stderr.trim());
    const values = { number: "1", start: options.start, end };
    for (const [key, value] of Object.entries({
      lifetimeMonths: String(options.months),
      ...prefixed("generations[0]", values),
    })) {
      await mustPulumi(["config", "set", "--path", `microsoft.${key}`, value, "--stack", stack]);
    }
  }
  const text = options.json
    ? JSON.stringify({ stack, generation: 1, start: options.start, end, written: !options.dryRun })
    : `Stack "${stack}": secret 1 from ${options.start} to ${end} (${options.months} months)${options.dryRun ? ", not written" : ". Next: pulumi up"}`;
  process.stdout.write(`${text}\n`);
}

const prefixed = (prefix: string, values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]));

function months(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 24) return number;
  throw new InvalidArgumentError(`"${text}" is not allowed; a whole number of months from 1 to 24.`);
}

function date(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new InvalidArgumentError(`"${text}" is not allowed; a date that exists, such as 2026-11-23.`);
}

const today = (): CalendarDate => new Date().toISOString().slice(0, 10) as CalendarDate;
