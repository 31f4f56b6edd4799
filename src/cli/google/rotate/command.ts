import { Command } from "commander";
import { days } from "#cli/arguments.ts";
import { forTenants } from "#cli/many/forTenants.ts";

const HELP = `
Google lets a client have two secrets at a time, and only a person can add, disable and delete them. This command says which step comes
next, checks that the one before has really happened, and does what it can do itself: run it after each step, today or next week.

  1 add a second secret in the console   4 wait, in case something has to be taken back
  2 modern-auth google import            5 disable the older secret in the console
  3 pulumi up                            6 modern-auth google rotate (takes it out), pulumi up, delete it in the console

Examples:
  modern-auth google rotate acme
  modern-auth google rotate acme --soak-days 7
  modern-auth google rotate acme --undo      it was imported by mistake
  modern-auth google rotate acme --json      {"step":"add","age":"due",…}; age is young, due (180 days) or old (365 days)

Exit codes:
  0  the next step is said; or the older secret was taken out
  1  nothing could be found out: its configuration is not valid
  2  wrong usage
  3  Google or the ERP could not be asked, so that the next step is not known
  4  Google refuses the newer secret, an update has made the one to be taken back, or this machine's clock is wrong by days`;

/** `modern-auth google rotate`: leads through the rotation of Google's client secret. */
export const googleRotateCommand = (): Command =>
  forTenants(
    new Command("rotate")
      .description("Lead through the rotation of the Google client's secret, one step at a time.")
      .option("--soak-days <number>", "days between the import and disabling the older secret", days, 1)
      .option("--undo", "take back the newest secret that was imported, as long as no update has proven it")
      .option("--json", "print the step as JSON")
      .addHelpText("after", HELP),
    async (name, options: { soakDays: number; undo?: true }) =>
      options.undo
        ? (await import("./undo.ts")).undoImport(name)
        : (await import("./run.ts")).rotateGoogle(name, options),
  );
