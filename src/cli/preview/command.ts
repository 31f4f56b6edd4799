import { Command } from "commander";
import { forTenants } from "../many/forTenants.ts";

const HELP = `
What "pulumi preview --expect-no-changes" finds, property by property: what somebody changed by hand, and what the configuration changes.
A tenant that has its Pulumi.<tenant>.yaml and no stack in the state backend yet is previewed all the same; nothing is made for that.

Examples:
  modern-auth preview acme
  modern-auth preview acme --json | jq '.planned[]'
  modern-auth preview --changed-since origin/main --results preview.json

Exit codes:
  0  nothing would change
  1  it could not be found out: its configuration is not valid, a system cannot be asked
  2  wrong usage
  4  not provisioned yet: no update has made anything, and what it would make is shown
  7  something would change`;

/** `modern-auth preview`: what an update would change. */
export const previewCommand = (): Command =>
  forTenants(
    new Command("preview")
      .description("Ask the engine what an update would change, property by property. Changes nothing.")
      .option("--json", "print the planned changes as JSON")
      .addHelpText("after", HELP),
    async (name) => (await import("./run.ts")).previewAnswer(name),
    { quiet: true },
  );
