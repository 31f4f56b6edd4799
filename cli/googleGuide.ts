import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { htmlPage } from "../guide/htmlPage.ts";
import { markdownPage } from "../guide/markdownPage.ts";
import { guideModel } from "../guide/model.ts";
import { guidePage, LANGUAGES, type Language } from "../guide/page.ts";
import { forTenants } from "./fleet.ts";
import { readGoogle } from "./stackGoogle.ts";

interface Options {
  lang: Language;
  out: string;
}

const HELP = `
Google has no supported API for these steps: the page leads a person through them, with a link into the right project, the values to
copy and the traps. It holds no secret, needs no network and prints well. Reads the configuration only, so it works before the first
pulumi up; the scopes can be chosen after it.

Examples:
  modern-auth google guide acme
  modern-auth google guide acme --lang de --out pages

Exit codes: 0 done, 1 failed (for example: no Google part in the configuration), 2 wrong usage.`;

/** `modern-auth google guide`: the page that leads a person through the Google console. */
export const guide = (): Command =>
  forTenants(
    new Command("guide")
      .description("Write the page for whoever works in the Google console, as HTML and as Markdown.")
      .addOption(
        new Option("--lang <language>", "the page's language")
          .choices(LANGUAGES)
          .default(languageOf(process.env), "that of LC_ALL or LANG, or else en"),
      )
      .option("--out <folder>", "folder to write into, made when it is missing", ".")
      .addHelpText("after", HELP),
    write,
  );

/** The language that the environment asks for, as far as the guide speaks it: "de_CH.UTF-8" is German. */
export function languageOf({ LC_ALL, LANG }: NodeJS.ProcessEnv): Language {
  const [asked] = (LC_ALL || LANG || "").toLowerCase().split(/[_.@-]/);
  return LANGUAGES.find((language) => language === asked) ?? "en";
}

async function write(name: string, { lang, out }: Options): Promise<void> {
  const { google, ...erp } = await readGoogle(name);
  const page = guidePage(guideModel(name, erp, google), lang);
  // The organisation and project before a stack's name would be folders.
  const stem = join(out, `google-${name.split("/").at(-1)}`);
  mkdirSync(out, { recursive: true });
  writeFileSync(`${stem}.html`, htmlPage(page));
  writeFileSync(`${stem}.md`, markdownPage(page));
  process.stdout.write(
    `${stem}.html\n${stem}.md\n` +
      `Next: follow the page, then type: modern-auth google import ${name} <client_secret_….json>\n`,
  );
}
