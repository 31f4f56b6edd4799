import type { Language } from "../languages.ts";
import type { NextStep } from "../nextStep.ts";
import { type MailActor, type MailCauseId, mailCauseOf } from "./causes.ts";
import { mailEnglish } from "./english.ts";
import { mailFrench } from "./french.ts";
import { mailGerman } from "./german.ts";
import { filledPlace, type MailPlace } from "./place.ts";
import type { MailWords } from "./words.ts";

const WORDS: Readonly<Record<Language, MailWords>> = { en: mailEnglish, fr: mailFrench, de: mailGerman };

/** A cause for people, in one language: whole sentences, and what they type or open. */
export interface MailRemedy {
  /** What it is. */
  what: string;
  who: MailActor;
  /** The same in the language. */
  whoText: string;
  /** What is to be done. */
  todo: string;
  /** Lines for PowerShell (module ExchangeOnlineManagement), in order. */
  lines: readonly string[];
  page: string | undefined;
  /** Whether waiting helps. */
  waiting: boolean;
  waitingText: string;
  /** What this project's command line does about it, if it can. */
  step: NextStep | undefined;
}

/** A cause, and what helps against it for this mailbox. Pure. */
export function mailRemedy(id: MailCauseId, place: MailPlace, language: Language): MailRemedy {
  const words = WORDS[language];
  const { what, todo } = words.causes[id];
  const { who, waiting, lines, page, step } = mailCauseOf(id);
  const at = filledPlace(place, words.placeholders);
  return {
    what,
    who,
    whoText: words.actors[who],
    todo: typeof todo === "function" ? todo(at) : todo,
    lines: lines?.(at) ?? [],
    page: typeof page === "function" ? page(at) : page,
    waiting,
    waitingText: waiting ? words.waiting.helps : words.waiting.doesNotHelp,
    step: step?.(at),
  };
}

/** What comes next, as commands tell it: our own command, the lines to type, or what a person does. */
export function mailNext({ step, lines, todo, page }: MailRemedy): NextStep {
  if (step) return step;
  if (lines.length > 0) return { kind: "person", text: lines.join("; ") };
  return { kind: "person", text: todo.replace(/\.$/, ""), ...(page ? { page } : {}) };
}
