/**
 * A text in which names can be put in the place of others, many times over. It is cut once, because hundreds of copies of hundreds
 * of kilobytes are made.
 */
export class Template {
  /** Text and names in turn. */
  readonly #parts: readonly string[];

  /** @param names what is replaced; where one begins with another, the longer one counts */
  constructor(text: string, names: Iterable<string>) {
    const longestFirst = [...names].toSorted((a, b) => b.length - a.length);
    const patterns = longestFirst.map((name) => name.replace(/[^\w-]/g, "\\$&"));
    this.#parts = text.split(new RegExp(`(${patterns.join("|")})`));
  }

  /** @param names a name that is missing stays as it is */
  fill(names: ReadonlyMap<string, string>): string {
    return this.#parts.map((part, index) => (index % 2 ? (names.get(part) ?? part) : part)).join("");
  }
}
