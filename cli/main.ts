import { Command } from "commander";
import { adopt } from "./adopt.ts";
import { ci } from "./commands/ci.ts";
import { render } from "./commands/render.ts";
import { deployer } from "./deployer.ts";
import { erp } from "./erp.ts";
import { google } from "./google.ts";
import { handover } from "./handover.ts";
import { preflight } from "./preflight.ts";
import { rotate } from "./rotate.ts";
import { up } from "./up.ts";
import { verify } from "./verify.ts";

const program = new Command("modern-auth")
  .description("Operates the tenants of erp-modern-auth beside plain pulumi commands.")
  .showHelpAfterError()
  .addHelpText(
    "after",
    "\nExit codes: 0 done, 1 failed, 2 wrong usage; each command's help names further ones.",
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

for (const command of [
  adopt(),
  ci(),
  deployer(),
  erp(),
  google(),
  handover(),
  preflight(),
  render(),
  rotate(),
  up(),
  verify(),
])
  program.addCommand(inherit(command));

/** Commands of commands end as the program does, too. */
function inherit(command: Command): Command {
  for (const inner of command.commands) inherit(inner);
  return command.copyInheritedSettings(program);
}

await program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
