import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { Cause } from "#config/cause.ts";
import { findProject, type Project } from "#config/project.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import { tenantOf } from "#stack/inventory/backend.ts";
import { readInventory } from "#stack/inventory/inventory.ts";
import { isGlob, unknownTenant } from "#stack/inventory/selection.ts";
import { WrongUsage } from "./terminal.ts";

/** Arguments that name tenants, as the commands call them. */
export const TENANT_ARGUMENTS: readonly string[] = ["tenant", "tenants", "stack"];

/** Why a command does nothing at all. */
interface Refusal {
  outcome: "refused";
  cause: Cause;
  aside: string;
}

/**
 * Looks, before any command about tenants does anything, that those that it names are there, and that nothing in the environment leads
 * the engine to the configuration of another one, or past a part of it.
 *
 * @returns why the command is refused; undefined where it may go on
 * @throws WrongUsage for a name that is nobody's, Error where there is no project
 */
export function refusal(command: Command): Refusal | undefined {
  const [argument] = command.registeredArguments;
  const adds = command.name() === "add";
  if (!argument || !(adds || TENANT_ARGUMENTS.includes(argument.name()))) return undefined;
  const names = (argument.variadic ? command.args : command.args.slice(0, 1)).filter((name) => name !== "");
  const project = findProject();
  const foreign = foreignOption(project, names, process.env);
  if (foreign) return refused(foreign);
  // What a removed tenant left behind is the affair of the command that removes it.
  if (!adds && command.name() !== "remove") demandTenants(project, names);
  return undefined;
}

function demandTenants(project: Project, names: readonly string[]): void {
  const inventory = readInventory(project);
  // Nobody's glob is found where the tenants are chosen.
  const unknown = names.find(
    (one) => !isGlob(one) && !inventory.some(({ name }) => name === tenantOf({ name: one })),
  );
  if (unknown !== undefined) throw new WrongUsage(`error: ${unknownTenant(inventory, unknown)}`);
}

/** What comes of an option that nobody typed, as the end of a sentence. */
const ANOTHER_STACK = "work with another one's values";
const A_PART = "see or change a part of it only, and call the rest right";

/** Variables from which the engine takes options that nobody typed: each flag of its command line has one. */
const OPTIONS = {
  CONFIG_FILE: ANOTHER_STACK,
  CONFIG: ANOTHER_STACK,
  STACK: ANOTHER_STACK,
  CWD: ANOTHER_STACK,
  TARGET: A_PART,
  TARGET_REPLACE: A_PART,
  EXCLUDE: A_PART,
  REFRESH: A_PART,
  REPLACE: "make anew what is as it should be",
} as const;
type Option = keyof typeof OPTIONS;

/**
 * The variable that would make the engine work on another stack, with another stack's values or on another part of it than the command
 * names; undefined for none. The stack's own file and name, and the project's own folder, do no harm.
 */
function foreignOption(
  { folder, stackFolder }: Project,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): Option | undefined {
  const [only, ...others] = names;
  const tenant =
    only !== undefined && others.length === 0 && !isGlob(only) ? tenantOf({ name: only }) : undefined;
  const files = ["yaml", "yml"].map((extension) => real(join(stackFolder, `Pulumi.${tenant}.${extension}`)));
  const harmless: Readonly<Partial<Record<Option, (value: string) => boolean>>> = {
    CONFIG_FILE: (file) => tenant !== undefined && files.includes(real(file)),
    STACK: (name) => tenantOf({ name }) === tenant,
    CWD: (path) => real(path) === real(folder),
    REFRESH: (value) => /^(1|t|true)$/i.test(value),
  };
  return (Object.keys(OPTIONS) as Option[]).find((option) => {
    const value = env[variableOf(option)];
    return value && !harmless[option]?.(value);
  });
}

const variableOf = (option: Option): string => `PULUMI_OPTION_${option}`;

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function refused(option: Option): Refusal {
  const variable = variableOf(option);
  const message =
    `${variable} is "${process.env[variable]}": the engine would take it for every stack, and ${OPTIONS[option]}. ` +
    "Nothing was done. Allowed: no such variable.";
  const next: NextStep = { kind: "person", text: `unset ${variable}` };
  return {
    outcome: "refused",
    cause: { kind: "refused", message, next },
    aside: `${message} Fix: ${next.text}\n`,
  };
}
