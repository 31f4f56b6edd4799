import type { Language } from "#config/rules/languages.ts";
import { english } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import type { GuideModel } from "./model.ts";
import { consoleLink, type Field, fieldsOf, STEPS, type StepId } from "./steps.ts";
import type { Text } from "./text.ts";
import type { StepWords, Wording, Words } from "./words.ts";

const WORDINGS: Readonly<Record<Language, Wording>> = { fr: french, en: english, de: german };

/** A value to paste, or what to do while the configuration has none. */
export type GuideValue = { label: string } & ({ value: string } | { missing: Text });

export interface Step extends StepWords {
  id: StepId;
  url: string;
  values: readonly GuideValue[];
}

/** The guide, before it becomes HTML or Markdown. */
export interface Page extends Pick<Words, "title" | "intro" | "headings" | "copying"> {
  language: Language;
  steps: readonly Step[];
}

/** What a person does in the Google console for one tenant. Pure: the same model gives the same page. */
export function guidePage(model: GuideModel, language: Language): Page {
  const { title, intro, headings, copying, ...words } = WORDINGS[language](model);
  const fields = fieldsOf(model);
  const steps = STEPS.map((id) => ({
    ...words.steps[id],
    id,
    url: consoleLink(id, model.project),
    values: fields[id].map((field) => filledIn(field, words)),
  }));
  return { language, title, intro, headings, copying, steps };
}

const filledIn = (field: Field, { labels, missing }: Pick<Words, "labels" | "missing">): GuideValue =>
  "unset" in field
    ? { label: labels[field.unset], missing: missing[field.unset] }
    : { label: labels[field.key], value: field.value };
