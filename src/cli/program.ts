import { tmpdir } from "node:os";
import { Command } from "commander";
import { loudSwitches, loudText } from "#config/rules/loudSwitches.ts";
import { print } from "#fleet/forms/terminal.ts";
import project from "../../package.json" with { type: "json" };
import { SHELL, VERBS } from "./commands.ts";

const HELP = `
Examples:
  modern-auth tenant add acme --dns acme.cid-erp.app --microsoft-tenant-id 00000000-0000-0000-0000-000000000000
  modern-auth verify acme
  modern-auth drift --all
  modern-auth up --tag pilot --waves 1,10,100%

Exit codes, the same for all commands:
  0  done, or as it should be
  1  failed
  2  wrong usage
  3  inconclusive: something could not be looked at
  4  refused: it would do harm, or something has to be done first
  7  drift, as pulumi preview --expect-no-changes
Of many tenants the worst result counts: failed or not run, refused, drift, inconclusive.`;

/**
 * The command line, with the commands among these words; of the others only what the help shows, because it must not wait for them.
 *
 * @param words those that were typed
 */
export async function createProgram(words: readonly string[]): Promise<Command> {
  const program = new Command("modern-auth")
    .description("Operates the tenants of erp-modern-auth beside plain pulumi commands.")
    .version(project.version, "-V, --version", "print the version")
    .usage("<command> …")
    .showHelpAfterError("Help: modern-auth --help, or modern-auth <command> --help")
    .commandsGroup(SHELL)
    .helpCommand(true)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText("after", HELP)
    .hook("preAction", refuseLoudness)
    .configureOutput({ writeErr: (text) => print(process.stderr, text) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  for (const { name, group, summary, hidden = false, load } of VERBS) {
    const command = words.includes(name) ? await load() : new Command(name);
    program.addCommand(inherit(command, program).summary(summary).helpGroup(group), { hidden });
  }
  return program;
}

/** Ends as wrong usage where what a command handles would be written down by somebody else; the shell's completion handles nothing. */
function refuseLoudness(_program: Command, command: Command): void {
  const quiet = VERBS.some(({ name, group }) => group === SHELL && name === command.name());
  const text = quiet ? undefined : loudText(loudSwitches(process.env, tmpdir()));
  if (text) command.error(`error: ${text}`, { exitCode: 2 });
}

/** Commands of commands end as the program does, too. */
function inherit(command: Command, program: Command): Command {
  for (const inner of command.commands) inherit(inner, program);
  return command.copyInheritedSettings(program);
}
