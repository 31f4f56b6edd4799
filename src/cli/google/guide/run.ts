import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandAnswer } from "#cli/answer.ts";
import type { Language } from "#config/rules/languages.ts";
import { type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import { htmlPage } from "#pages/guide/htmlPage.ts";
import { markdownPage } from "#pages/guide/markdownPage.ts";
import { guideModel } from "#pages/guide/model.ts";
import { guidePage } from "#pages/guide/page.ts";
import { readGoogle } from "#stack/google.ts";

export interface GuideOptions {
  lang: Language;
  out: string;
}

export async function writeGuide(name: string, { lang, out }: GuideOptions): Promise<CommandAnswer> {
  const { google, ...erp } = await readGoogle(name);
  const page = guidePage(guideModel(name, erp, google), lang);
  // The organisation and project before a stack's name would be folders.
  const stem = join(out, `google-${name.split("/").at(-1)}`);
  mkdirSync(out, { recursive: true });
  const files = [`${stem}.html`, `${stem}.md`] as const;
  writeFileSync(files[0], htmlPage(page));
  writeFileSync(files[1], markdownPage(page));
  const next: NextStep[] = [
    { kind: "person", text: "follow the page" },
    { kind: "modern-auth", words: ["google", "import", name, "<client_secret_….json>"] },
  ];
  return {
    outcome: "ok",
    next,
    found: { files },
    text: `${files.join("\n")}\nNext: ${next.map((step) => nextStepText(step, name)).join(", then type: ")}\n`,
  };
}
