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

/** A step in its two parts, which an edge may set apart: what a shell takes, if anything, and the words with it. */
export interface NextStepParts {
  command?: string;
  words: string;
}

/**
 * @param tenant named in commands of the Pulumi CLI, which would otherwise change whichever stack is selected; left out where the stack
 * is selected already
 */
export function nextStepParts(step: NextStep, tenant?: string): NextStepParts {
  const stack = tenant === undefined ? [] : ["--stack", tenant];
  switch (step.kind) {
    case "update":
      return { command: command(["pulumi", "up", ...stack]), words: noted(step.note) };
    case "pulumi":
      return { command: command(["pulumi", ...step.words, ...stack]), words: noted(step.note) };
    case "modern-auth":
      return { command: command(["modern-auth", ...step.words]), words: noted(step.note) };
    case "retry":
      return { words: `run it again${noted(step.note)}` };
    case "person":
      return {
        words: step.page && !step.text.includes(step.page) ? `${step.text}: ${step.page}` : step.text,
      };
  }
}

/** The step as it is typed or done. @param tenant as of `nextStepParts` */
export function nextStepText(step: NextStep, tenant?: string): string {
  const { command = "", words } = nextStepParts(step, tenant);
  return command + words;
}

/** Steps one after the other, in one line; "" for none. @param tenant as of `nextStepParts` */
export const nextStepsText = (steps: readonly NextStep[], tenant?: string): string =>
  steps.map((step) => nextStepText(step, tenant)).join(", then ");

const noted = (note: string | undefined): string => (note ? `   (${note})` : "");

const command = (words: readonly string[]): string => words.map(quoted).join(" ");

/** As a shell takes it; placeholders such as <file> stay readable. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word.replace(/<[\w -]+>/g, "_")) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

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
