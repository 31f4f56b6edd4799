import type { GuideModel } from "./model.ts";
import type { StepId, UnsetKey, ValueKey } from "./steps.ts";
import type { Text } from "./text.ts";

export interface StepWords {
  title: string;
  /** What the link to the console's page says. */
  link: string;
  /** What the screen looks like and what to do there, one thing after the other. */
  screen: readonly Text[];
  /** What goes wrong here, and how it shows. */
  traps: readonly Text[];
}

/** Everything that the page says, in one language. */
export interface Words {
  title: string;
  intro: readonly Text[];
  labels: Readonly<Record<ValueKey, string>>;
  /** What to choose, and which key to set, where the configuration has no value yet. */
  missing: Readonly<Record<UnsetKey, Text>>;
  headings: { values: string; screen: string; traps: string };
  copying: { copy: string; copied: string; failed: string };
  steps: Readonly<Record<StepId, StepWords>>;
}

/** One language: the only place where its sentences stand. */
export type Wording = (model: GuideModel) => Words;
