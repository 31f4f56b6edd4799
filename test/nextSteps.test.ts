import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import ts from "typescript";
import { VERBS } from "#cli/commands.ts";
import { createProgram } from "#cli/program.ts";
import { nextStepText, STACK } from "#config/rules/nextStep.ts";
import { trackedFiles } from "./support/trackedFiles.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a text says of commands without proposing one: help, completion, and the scripts of pipelines, which name their tenants. */
const NO_ADVICE = /^src\/(cli\/(commands|program)\.ts|cli\/.*\/(command|scripts)\.ts|pipelines\/render\/)/;

/** Commands of the Pulumi CLI that are about one stack. */
const OF_A_STACK =
  /\bpulumi (up(?! failed)|preview|config|stack (?!ls|rename <)|cancel|destroy|refresh|state)\b/;

/** One text of the source, whatever it is put together from: "…" stands for what is filled in. */
interface Text {
  where: string;
  text: string;
}

/** The paths of all commands that are about one tenant, such as "google import". */
const ofATenant = await pathsOfATenant();

async function pathsOfATenant(): Promise<string[]> {
  const program = await createProgram(VERBS.map(({ name }) => name));
  const paths = (command: Command, path: readonly string[]): string[] => [
    ...(/^tenants?$|^stack$/.test(command.registeredArguments[0]?.name() ?? "") ? [path.join(" ")] : []),
    ...command.commands.flatMap((one) => paths(one, [...path, one.name()])),
  ];
  return paths(program, []).filter((path) => !["tenant add", "tenant list", "drift"].includes(path));
}

/** Every text and every next step of a source file. */
function textsIn(file: string, source = readFileSync(join(root, file), "utf8")) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const words: Text[] = [];
  const where = (node: ts.Node): string =>
    `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const textOf = (node: ts.Node): string | undefined => {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isTemplateExpression(node))
      return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join("…");
    if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
    const parts = [textOf(node.left), textOf(node.right)];
    return parts.every((part) => part === undefined) ? undefined : parts.map((part) => part ?? "…").join("");
  };
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined) texts.push({ where: where(node), text });
    const typed = typedIn(node);
    if (typed) words.push({ where: where(node), text: typed.map((one) => textOf(one) ?? "…").join(" ") });
    if (text === undefined || !ts.isBinaryExpression(node)) ts.forEachChild(node, visit);
  };
  visit(tree);
  return { texts, words };
}

/** The words of a next step that is a command of this project; undefined for anything else. */
function typedIn(node: ts.Node): readonly ts.Node[] | undefined {
  if (ts.isCallExpression(node) && node.expression.getText() === "command") return node.arguments;
  if (!ts.isObjectLiteralExpression(node) || !/\bkind: "modern-auth"/.test(node.getText())) return undefined;
  const [words] = node.properties.flatMap((one) =>
    ts.isPropertyAssignment(one) && one.name.getText() === "words" ? one.initializer : [],
  );
  return words && ts.isArrayLiteralExpression(words) ? words.elements : undefined;
}

/** The commands in a text that name no stack. */
function nameless({ where, text }: Text): string[] {
  const commands = text.split(/(?=\b(?:pulumi|modern-auth) [a-z])/);
  return commands.filter((one) => namesNoStack(one)).map((one) => `${where}: ${one.split("\n")[0]}`);
}

function namesNoStack(text: string): boolean {
  if (OF_A_STACK.test(text)) return !/^[^\n]*--stack […<]/.test(text);
  const [, words = ""] = /^modern-auth ([^\n]*)/.exec(text) ?? [];
  const path = ofATenant.find(
    (one) => words === one || words.startsWith(`${one} `) || words.startsWith(`${one}"`),
  );
  return path !== undefined && !/^ (<(stack|tenant)>|…|--all)/.test(words.slice(path.length));
}

const sources = trackedFiles().filter((file) => /^(src|components)\/.*\.ts$/.test(file));

describe("The commands that are printed as a fix or a next step", () => {
  it("The commands that are printed as a fix or a next step name the stack, wherever a text of the product proposes one", () => {
    const found = sources
      .filter((file) => !NO_ADVICE.test(file))
      .flatMap((file) => textsIn(file).texts.flatMap(nameless));
    assert.deepEqual(found, []);
  });

  it("The commands that are printed as a fix or a next step name the stack, where they are data", () => {
    const steps = sources.flatMap((file) => textsIn(file).words);
    assert.ok(steps.length > 20);
    assert.deepEqual(
      steps.flatMap(({ where, text }) => nameless({ where, text: `modern-auth ${text}` })),
      [],
    );
  });

  it("The commands that are printed as a fix or a next step are found out where one names no stack", () => {
    const missed = [
      '"Fix: pulumi up"',
      "`then: pulumi config set dns \x24{dns}`",
      '"Run " + "pulumi preview" + " --stack <stack>, then pulumi up"',
      '"see modern-auth google guide"',
      '({ kind: "modern-auth", words: ["rotate", "--retire"] })',
    ];
    for (const source of missed) {
      const { texts, words } = textsIn("one.ts", source);
      const steps = words.map((one) => ({ ...one, text: `modern-auth ${one.text}` }));
      assert.equal([...texts, ...steps].flatMap(nameless).length, 1, source);
    }
  });

  it("The commands that are printed as a fix or a next step act on no stack where nobody filled its name in", () => {
    assert.equal(nextStepText({ kind: "update" }), `pulumi up --stack ${STACK}`);
    const step = { kind: "person", text: "see modern-auth verify <stack>" } as const;
    assert.equal(nextStepText(step, "acme"), "see modern-auth verify acme");
  });
});
