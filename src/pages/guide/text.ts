/** A name as the console's screen shows it, with Google's English name beside it where the page is in another language. */
export interface Shown {
  readonly shown: string;
  readonly english?: string;
}

/** Something to type or to find letter by letter: a key, a command, a scope. */
export interface Code {
  readonly code: string;
}

/** Running text in pieces, so that each form of the page marks and escapes them in its own way. */
export type Text = readonly (string | Shown | Code)[];

/** Running text as a tagged template: values in it are plain words unless {@link shownText} or {@link code} says otherwise. */
export const guideText = (words: TemplateStringsArray, ...pieces: Text): Text =>
  words.flatMap((word, index) => [word, pieces[index] ?? ""]).filter((piece) => piece !== "");

/** @param english Google's English name, because translations of the console change more often than the console */
export const shownText = (name: string, english?: string): Shown =>
  english === undefined || english === name ? { shown: name } : { shown: name, english };

export const code = (exact: string): Code => ({ code: exact });
