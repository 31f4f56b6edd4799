import type { Command, Option } from "commander";
import { findProject } from "#config/project.ts";
import { readInventory, type Tenant } from "#stack/inventory/inventory.ts";
import { TENANT_ARGUMENTS } from "../stackGuard.ts";

/**
 * What may come next on a command line; nothing where the shell may offer files.
 *
 * @param program with the commands among the words
 * @param words what was typed after the program's name, the last one as far as it is typed
 */
export function completionCandidates(program: Command, words: readonly string[]): string[] {
  // bash takes "=" for a word of its own.
  const [current = "", ...before] = words.filter((word) => word !== "=").toReversed();
  const typed = before.toReversed();
  const { command, operands } = locate(program, typed);
  const valued = command.options.find((option) => option.required && isNamed(option, before[0] ?? ""));
  const all = valued
    ? valuesOf(valued)
    : current.startsWith("-")
      ? [...command.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? ""), "--help"]
      : [...subcommands(command), ...operandsOf(command, operands)];
  return all.filter((word) => word.startsWith(current)).toSorted();
}

/** The command that the words lead to, and what was given to it beside options. */
function locate(program: Command, words: readonly string[]): { command: Command; operands: number } {
  let command = program;
  let operands = 0;
  let takesValue = false;
  for (const word of words) {
    const inner = command.commands.find((one) => one.name() === word);
    const option = command.options.find((one) => isNamed(one, word));
    if (takesValue || option) takesValue = option?.required === true && !takesValue;
    else if (inner) command = inner;
    else if (!word.startsWith("-")) operands += 1;
  }
  return { command, operands };
}

const isNamed = ({ long, short }: Option, word: string): boolean => long === word || short === word;

const subcommands = (command: Command): string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());

function operandsOf({ registeredArguments }: Command, place: number): readonly string[] {
  const argument = registeredArguments[Math.min(place, registeredArguments.length - 1)];
  if (!argument || (place >= registeredArguments.length && !argument.variadic)) return [];
  return (
    argument.argChoices ??
    (TENANT_ARGUMENTS.includes(argument.name()) ? inventory().map(({ name }) => name) : [])
  );
}

const valuesOf = (option: Option): readonly string[] =>
  option.argChoices ?? (option.long === "--tag" ? [...new Set(inventory().flatMap(({ tags }) => tags))] : []);

/** The tenants of the project that the shell is in; none elsewhere, because a completion must not complain. */
function inventory(): Tenant[] {
  try {
    return readInventory(findProject());
  } catch {
    return [];
  }
}
