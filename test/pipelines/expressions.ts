import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** What expressions may speak of: by context, then by name. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How a job has gone so far. */
export interface Status {
  failed: boolean;
}

/** Contexts in which a name that nobody set is empty, as on GitHub. In all others it is a mistake. */
const MAY_BE_UNSET = new Set(["vars", "secrets", "env"]);
const STATUS = ["success", "failure", "cancelled", "always"];

/** The value of an expression, by GitHub's own evaluator. @throws Error when it speaks of something that is unknown here */
export function evaluate(expression: string, contexts: Contexts, status?: Status): data.ExpressionData {
  const withoutTexts = expression.replace(/'[^']*'/g, "''");
  for (const [path, name = ""] of withoutTexts.matchAll(/([a-z]+)\.[\w.-]+/g))
    refuseUnknown(path, name, contexts);
  const functions = [...STATUS, "hashFiles"].map((name) => ({ name, minArgs: 0, maxArgs: 10 }));
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const given = new data.Dictionary(
    ...Object.entries(contexts).map(([key, value]) => ({ key, value: dataOf(value) })),
  );
  const failed = status?.failed === true;
  const answers: Record<string, data.ExpressionData> = {
    success: new data.BooleanData(!failed),
    failure: new data.BooleanData(failed),
    cancelled: new data.BooleanData(false),
    always: new data.BooleanData(true),
    hashFiles: new data.StringData("0123abcd"),
  };
  const defined = functions.map(
    (one) =>
      [one.name.toLowerCase(), { ...one, call: () => answers[one.name] as data.ExpressionData }] as const,
  );
  return new Evaluator(parsed, given, new Map(defined)).evaluate();
}

/** Whether something runs; without a word about it only as long as nothing has failed. */
export function runs(condition: string | undefined, contexts: Contexts, status: Status): boolean {
  if (condition === undefined) return !status.failed;
  const [, inner = condition] = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(condition) ?? [];
  const speaksOfStatus = STATUS.some((name) => inner.includes(`${name}(`));
  if (!speaksOfStatus && status.failed) return false;
  const value = evaluate(inner, contexts, status);
  return value instanceof data.BooleanData ? value.value : value.coerceString() !== "";
}

/** A text, with its expressions replaced by their values. */
export const fill = (text: string, contexts: Contexts): string =>
  text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => evaluate(expression, contexts).coerceString());

function refuseUnknown(path: string, name: string, contexts: Contexts): void {
  let value: unknown = contexts;
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null || !(part in value)) {
      if (value !== contexts && MAY_BE_UNSET.has(name)) return;
      throw new Error(`The test does not know "${path}", which a pipeline speaks of.`);
    }
    value = (value as Record<string, unknown>)[part];
  }
}

function dataOf(value: unknown): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "object")
    return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: dataOf(one) })));
  return new data.StringData(String(value));
}
