import { plainText } from "#config/rules/printable.ts";

/** HTML that may be put into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Hole = string | number | Html | readonly Html[];

/** HTML as a tagged template: whatever is put into it is escaped, unless it is HTML itself. */
export const html = (words: TemplateStringsArray, ...holes: readonly Hole[]): Html =>
  new Html(words.reduce((text, word, index) => text + markup(holes[index - 1] ?? "") + word));

function markup(hole: Hole): string {
  if (hole instanceof Html) return hole.text;
  if (typeof hole === "object") return hole.map(markup).join("");
  return plainText(String(hole)).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
