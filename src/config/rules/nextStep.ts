/**
 * What somebody does next, as data: the program decides by its kind (is an update all it takes?), and each edge puts it into words for
 * the tenant that it is about.
 */
export type NextStep =
  /** The next update puts it right. */
  | { kind: "update"; note?: string }
  /** A command of the Pulumi CLI, without the program's name and without `--stack`, e.g. ["config", "rm", "--path", "erp.company"]. */
  | { kind: "pulumi"; words: readonly string[]; note?: string }
  /** A command of this project, without the program's name, e.g. ["rotate", "acme"]. It names the stack itself, as one of its words. */
  | { kind: "modern-auth"; words: readonly string[]; note?: string }
  /** The same command once more: nothing else is known to help. */
  | { kind: "retry"; note?: string }
  /** What no command of ours does: the whole sentence, with its stack in every command, and the page on which it is done where there is one. */
  | { kind: "person"; text: string; page?: string };

/**
 * Stands in a text for the name of the stack, where whoever wrote it does not know that. Each edge that shows texts puts the name in its
 * place; should one forget, no shell takes the command for one about another stack.
 */
export const STACK = "<stack>";

/** The text with the stack's name in it. */
export const withStack = (text: string, stack: string): string => text.replaceAll(STACK, stack);

/** The same for everything that a command found, as data. */
export const dataWithStack = <Data>(data: Data, stack: string): Data =>
  JSON.parse(withStack(JSON.stringify(data), stack));

/** A step in its two parts, which an edge may set apart: what a shell takes, if anything, and the words with it. */
export interface NextStepParts {
  command?: string;
  words: string;
}

/**
 * @param stack named by every command: the Pulumi CLI would otherwise change whichever stack is selected. Left out where only who shows
 * the text knows it
 */
export function nextStepParts(step: NextStep, stack: string = STACK): NextStepParts {
  const words = withStack(wordsOf(step), stack);
  const typed = typedWords(step);
  return typed ? { command: command(typed.map((word) => withStack(word, stack))), words } : { words };
}

/** What a shell takes; undefined where it is nothing that is typed. */
function typedWords(step: NextStep): readonly string[] | undefined {
  switch (step.kind) {
    case "update":
      return ["pulumi", "up", "--stack", STACK];
    case "pulumi":
      return ["pulumi", ...step.words, "--stack", STACK];
    case "modern-auth":
      return ["modern-auth", ...step.words];
    default:
      return undefined;
  }
}

function wordsOf(step: NextStep): string {
  if (step.kind === "person")
    return step.page && !step.text.includes(step.page) ? `${step.text}: ${step.page}` : step.text;
  return `${step.kind === "retry" ? "run it again" : ""}${step.note ? `   (${step.note})` : ""}`;
}

/** The step as it is typed or done. @param stack as of `nextStepParts` */
export function nextStepText(step: NextStep, stack?: string): string {
  const { command = "", words } = nextStepParts(step, stack);
  return command + words;
}

/** Steps, or sequences of them, in their order, and of those with the same content the first only. */
export const eachOnce = <Step>(steps: readonly Step[]): Step[] => [
  ...new Map(steps.map((step) => [JSON.stringify(step), step])).values(),
];

/** Steps one after the other, in one line; "" for none. @param stack as of `nextStepParts` */
export const nextStepsText = (steps: readonly NextStep[], stack?: string): string =>
  steps.map((step) => nextStepText(step, stack)).join(", then ");

const command = (words: readonly string[]): string => words.map(quoted).join(" ");

/** As a shell takes it; placeholders such as <file> stay readable. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word.replace(/<[\w -]+>/g, "_")) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** What stands in a command for a value that only the operator knows. @param path such as "erp.company" */
export const placeholder = (path: string): string =>
  `<${path
    .replace(/\[\d+\]$/, "")
    .split(/[.:]/)
    .at(-1)}>`;

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
