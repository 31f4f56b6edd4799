import { Command, Option } from "commander";
import { LIFETIME_MONTHS, WARN_DAYS } from "#config/rules/defaults.ts";
import { calendarDate, days, months } from "../arguments.ts";
import { forTenants } from "../many/forTenants.ts";
import type { RotateOptions } from "./run.ts";

const HELP = `
Changes the configuration only: "pulumi up" then makes the new secret, proves it, gives it to the ERP and reads it back. Afterwards
--retire takes the older one out, and the next "pulumi up" removes it. Running it again at any moment is safe: it finishes what was
interrupted, or says what has to run next. A secret that has ended or was removed in Entra is replaced. docs/rotation.md

Examples:
  modern-auth rotate acme                      the first secret of a stack, or the next one
  modern-auth rotate acme --months 6 --dry-run
  modern-auth rotate acme --retire
  modern-auth rotate acme --undo               it was declared by mistake
  modern-auth rotate acme --if-due --json      in CI: {"due":false,…} until ${WARN_DAYS} days before the end

Exit codes:
  0  done, or nothing to do
  1  nothing was changed: its configuration is not valid, the ERP or Microsoft cannot be asked
  2  wrong usage
  4  refused, e.g. the ERP still holds the older secret, or an update has made the one to be taken back`;

/** `modern-auth rotate`: writes the absolute dates of a tenant's next client secret, because the program never reads the clock. */
export const rotateCommand = (): Command =>
  forTenants(
    new Command("rotate")
      .description(
        "Declare a tenant's next client secret, its first one included, take that back, or take the older one out.",
      )
      .option(
        "--months <number>",
        `lifetime in calendar months, 1 to ${LIFETIME_MONTHS}; default: microsoft.lifetimeMonths, or else ${LIFETIME_MONTHS}`,
        months,
      )
      .option(
        "--start <date>",
        "day that the lifetime counts from, e.g. 2026-11-23; default: today",
        calendarDate,
      )
      .addOption(
        new Option("--retire", "take the older secret out, once the ERP works with the newer one").conflicts([
          "months",
          "start",
          "ifDue",
        ]),
      )
      .addOption(
        new Option(
          "--undo",
          "take back the newest secret that was declared, as long as no update has made it",
        ).conflicts(["months", "start", "ifDue", "retire"]),
      )
      .option("--if-due", "do nothing before the newest secret is near its end")
      .option("--warn-days <number>", "days before its end on which a secret is due", days, WARN_DAYS)
      .option("--dry-run", "show the dates and write nothing")
      .option("--json", "print what was decided as JSON")
      .addHelpText("after", HELP),
    async (name, options: RotateOptions) => (await import("./run.ts")).rotateStack(name, options),
  );
