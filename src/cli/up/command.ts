import { Command } from "commander";
import { wholeNumber } from "../arguments.ts";
import { forTenants } from "../many/forTenants.ts";
import type { UpOptions } from "./run.ts";

const HELP = `
Like "pulumi up --yes", and again after a failure that passes by itself: a new object that Microsoft's directory does not know
everywhere yet, throttling, an overloaded service, a lost answer. Before each further try, and at the end, what the run made and
no state knows is removed: a second app registration or secret, of ours and of this run only. All else that it left behind is taken
over by the next try.

Examples:
  modern-auth up acme
  modern-auth up acme --retries 1 --pause 60
  modern-auth up --changed-since origin/main~1 --waves 1,10,100%

A tenant that has its Pulumi.<tenant>.yaml and no stack in the state backend yet gets one first.

Exit codes: 0 done, 1 failed, 2 wrong usage.`;

/** `modern-auth up`: `pulumi up` for pipelines, where nobody is there to type it again. */
export const upCommand = (): Command =>
  forTenants(
    new Command("up")
      .description("Run pulumi up, and again after failures that pass by themselves.")
      .option("--retries <number>", "further tries after the first, 0 to 3", wholeNumber(0, 3), 3)
      .option(
        "--pause <seconds>",
        "before the second try; twice and three times as long before the next ones",
        wholeNumber(0, 600),
        20,
      )
      .option("--json", "print what was done as JSON; what the engine says goes to standard error")
      .addHelpText("after", HELP),
    async (name, options: UpOptions, desk) => (await import("./run.ts")).runUp(name, options, desk),
    { quiet: true },
  );
