import { Argument, Command } from "commander";
import { print } from "#fleet/forms/terminal.ts";
import type { Shell } from "./scripts.ts";

const HELP = `
Completes commands, options, their values, tags, and the tenants of the project in the current folder.

Examples:
  source <(modern-auth completion bash)      in ~/.bashrc
  source <(modern-auth completion zsh)       in ~/.zshrc, after compinit
  modern-auth completion fish | source       in config.fish

Exit codes: 0 done, 2 wrong usage.`;

/** `modern-auth completion`: the script by which a shell completes what is typed. */
export const completionCommand = (): Command =>
  new Command("completion")
    .description("Print the script by which a shell completes commands, options and tenants.")
    .addArgument(new Argument("<shell>", "the shell that it is for").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", HELP)
    .action(async (shell) => {
      const { COMPLETION_SCRIPTS } = await import("./scripts.ts");
      process.stdout.write(COMPLETION_SCRIPTS[shell as Shell]);
    });

/** `modern-auth complete`: what those scripts ask. */
export const completeCommand = (): Command =>
  new Command("complete")
    .description("Print what may come after these words, the last of which is not yet finished.")
    .argument("<words...>", "what was typed after modern-auth")
    .action(async (words, _options, command: Command) => {
      const { completionCandidates } = await import("./candidates.ts");
      // Its own program, which has loaded the commands among all the words that were typed.
      const found = command.parent ? completionCandidates(command.parent, words) : [];
      print(process.stdout, found.map((word) => `${word}\n`).join(""));
    });
