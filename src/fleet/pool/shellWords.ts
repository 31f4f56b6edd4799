/** Words as a person types them in a shell: those that it would read otherwise are quoted. */
export const shellWords = (words: readonly string[]): string =>
  words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");

const PLAIN = /^[\w@%+=:,./-]+$/;
