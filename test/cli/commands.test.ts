import assert from "node:assert/strict";
import { it } from "node:test";
import type { Command } from "commander";
import { VERBS } from "#cli/commands.ts";
import { createProgram } from "#cli/program.ts";

const shown = VERBS.filter(({ hidden }) => !hidden).map(({ name }) => name);
const program = await createProgram(shown);

/** Commands that print nothing a program could read, and what they print instead. */
const NO_JSON: Readonly<Record<string, string>> = {
  "modern-auth completion": "a script",
  "modern-auth ci comment": "a line for the pipeline's log",
  "modern-auth ci issue": "a line for the pipeline's log",
  "modern-auth ci commit": "a line for the pipeline's log",
};

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
const all = (command: Command): Command[] => [
  command,
  ...command.commands.filter((one) => command.parent || shown.includes(one.name())).flatMap(all),
];

/** The whole help, as it is printed. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (more) => (text += more) }).outputHelp();
  return text;
}

for (const command of all(program)) {
  const path = pathOf(command);
  it(`The help of ${path} says what it is for, with examples and exit codes`, () => {
    const help = helpOf(command);
    assert.ok(command.description().length > 0);
    assert.match(help, new RegExp(`^Examples:\\n(?: .*\\n)*? {2}.*${path}`, "m"));
    assert.match(help, /^Exit codes.*:/m);
    for (const option of command.options) assert.ok(option.description, option.flags);
    for (const argument of command.registeredArguments) assert.ok(argument.description, argument.name());
  });

  const acts = command.commands.length === 0;
  if (acts && !(path in NO_JSON))
    it(`The help of ${path} has --json`, () =>
      assert.ok(command.options.some(({ long }) => long === "--json")));
}
