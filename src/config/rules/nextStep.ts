/**
 * What somebody does next, as data: the program decides by its kind (is an update all it takes?), and each edge puts it into words for
 * the tenant that it is about.
 */
export type NextStep =
  /** The next update puts it right. */
  | { kind: "update"; note?: string }
  /** A command of the Pulumi CLI, without the program's name and without `--stack`, e.g. ["config", "rm", "--path", "erp.company"]. */
  | { kind: "pulumi"; words: readonly string[]; note?: string }
  /** A command of this project, without the program's name, e.g. ["rotate", "acme"]. */
  | { kind: "modern-auth"; words: readonly string[]; note?: string }
  /** The same command once more: nothing else is known to help. */
  | { kind: "retry"; note?: string }
  /** What no command of ours does: the whole sentence, and the page on which it is done where there is one. */
  | { kind: "person"; text: string; page?: string };

/**
 * The step as it is typed or done.
 *
 * @param tenant named in commands of the Pulumi CLI, which would otherwise change whichever stack is selected; left out where the stack
 * is selected already
 */
export function nextStepText(step: NextStep, tenant?: string): string {
  const stack = tenant === undefined ? [] : ["--stack", tenant];
  switch (step.kind) {
    case "update":
      return command(["pulumi", "up", ...stack], step.note);
    case "pulumi":
      return command(["pulumi", ...step.words, ...stack], step.note);
    case "modern-auth":
      return command(["modern-auth", ...step.words], step.note);
    case "retry":
      return command(["run it again"], step.note);
    case "person":
      return step.page && !step.text.includes(step.page) ? `${step.text}: ${step.page}` : step.text;
  }
}

const command = (words: readonly string[], note: string | undefined): string =>
  `${words.map(quoted).join(" ")}${note ? `   (${note})` : ""}`;

/** As a shell takes it; placeholders such as <file> stay readable. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./<> -]*$/.test(word) && (!word.includes(" ") || /^<.*>$|^run it again$/.test(word))
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;

/** Sets one key of the stack configuration. @param path such as "erp.company" or "dns" @param flags before it */
export const configSet = (
  path: string,
  value: string,
  note?: string,
  flags: readonly string[] = [],
): NextStep => pulumiConfig(["set", ...flags, ...keyWords(path), value], note);

/** Removes one key of the stack configuration. */
export const configRm = (path: string, note?: string): NextStep =>
  pulumiConfig(["rm", ...keyWords(path)], note);

/** Sets one key of the stack configuration to a secret, which the command asks for. */
export const configSetSecret = (path: string, note?: string): NextStep =>
  pulumiConfig(["set", "--secret", ...keyWords(path)], note);

/** A path needs its flag. */
const keyWords = (path: string): string[] => (/[.[]/.test(path) ? ["--path", path] : [path]);

const pulumiConfig = (words: readonly string[], note: string | undefined): NextStep => ({
  kind: "pulumi",
  words: ["config", ...words],
  ...(note === undefined ? {} : { note }),
});
