import { Command } from "commander";
import { adopt } from "./commands/adopt.ts";
import { ci } from "./commands/ci.ts";
import { deployer } from "./commands/deployer.ts";
import { drift } from "./commands/drift.ts";
import { erp } from "./commands/erp.ts";
import { google } from "./commands/google.ts";
import { handover } from "./commands/handover.ts";
import { preflight } from "./commands/preflight.ts";
import { preview } from "./commands/preview.ts";
import { render } from "./commands/render.ts";
import { report } from "./commands/report.ts";
import { rotate } from "./commands/rotate.ts";
import { tenant } from "./commands/tenant.ts";
import { up } from "./commands/up.ts";
import { verify } from "./commands/verify.ts";

/** The whole command line. What carries a command out is loaded when that command runs, because help must not wait for it. */
export function createProgram(): Command {
  const program = new Command("modern-auth")
    .description("Operates the tenants of erp-modern-auth beside plain pulumi commands.")
    .showHelpAfterError()
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed, 2 wrong usage; each command's help names further ones.\n" +
        "Of many tenants the worst result counts: failed or not run, refused (4), drift (7), inconclusive (3).",
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  for (const command of [
    adopt(),
    ci(),
    deployer(),
    drift(),
    erp(),
    google(),
    handover(),
    preflight(),
    preview(),
    render(),
    report(),
    rotate(),
    tenant(),
    up(),
    verify(),
  ])
    program.addCommand(inherit(command, program));
  return program;
}

/** Commands of commands end as the program does, too. */
function inherit(command: Command, program: Command): Command {
  for (const inner of command.commands) inherit(inner, program);
  return command.copyInheritedSettings(program);
}
