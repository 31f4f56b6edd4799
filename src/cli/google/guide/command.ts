import { Command, Option } from "commander";
import { forTenants } from "#cli/many/forTenants.ts";
import { LANGUAGES, languageOf } from "#config/rules/languages.ts";
import type { GuideOptions } from "./run.ts";

const HELP = `
Google has no supported API for these steps: the page leads a person through them, with a link into the right project, the values to
copy and the traps. It holds no secret, needs no network and prints well. Reads the configuration only, so it works before the first
pulumi up; the scopes can be chosen after it.

Examples:
  modern-auth google guide acme
  modern-auth google guide acme --lang de --out pages

Exit codes: 0 done, 1 failed (for example: no Google part in the configuration), 2 wrong usage.`;

/** `modern-auth google guide`: the page that leads a person through the Google console. */
export const googleGuideCommand = (): Command =>
  forTenants(
    new Command("guide")
      .description("Write the page for whoever works in the Google console, as HTML and as Markdown.")
      .addOption(
        new Option("--lang <language>", "the page's language")
          .choices(LANGUAGES)
          .default(languageOf(process.env), "that of LC_ALL or LANG, or else en"),
      )
      .option("--out <folder>", "folder to write into, made when it is missing", ".")
      .option("--json", "print the names of the files as JSON")
      .addHelpText("after", HELP),
    async (name, options: GuideOptions) => (await import("./run.ts")).writeGuide(name, options),
  );
