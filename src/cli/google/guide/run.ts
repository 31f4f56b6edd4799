import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { htmlPage } from "#pages/guide/htmlPage.ts";
import type { Language } from "#pages/guide/languages.ts";
import { markdownPage } from "#pages/guide/markdownPage.ts";
import { guideModel } from "#pages/guide/model.ts";
import { guidePage } from "#pages/guide/page.ts";
import { readGoogle } from "#stack/google.ts";

export interface Options {
  lang: Language;
  out: string;
}

export async function writeGuide(name: string, { lang, out }: Options): Promise<void> {
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
