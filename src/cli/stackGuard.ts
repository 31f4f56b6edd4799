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
 * the engine to the configuration of another one.
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

/** Variables from which the engine takes options that nobody typed. */
const OPTIONS = ["CONFIG_FILE", "CONFIG", "STACK", "CWD"] as const;

/**
 * The variable that would make the engine work on another stack, or with another stack's values, than the command names; undefined for
 * none. The stack's own file and name, and the project's own folder, do no harm.
 */
function foreignOption(
  { folder, stackFolder }: Project,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): string | undefined {
  const [only, ...others] = names;
  const tenant =
    only !== undefined && others.length === 0 && !isGlob(only) ? tenantOf({ name: only }) : undefined;
  const files = ["yaml", "yml"].map((extension) => real(join(stackFolder, `Pulumi.${tenant}.${extension}`)));
  const harmless: Readonly<Record<(typeof OPTIONS)[number], (value: string) => boolean>> = {
    CONFIG_FILE: (file) => tenant !== undefined && files.includes(real(file)),
    CONFIG: () => false,
    STACK: (name) => tenantOf({ name }) === tenant,
    CWD: (path) => real(path) === real(folder),
  };
  return OPTIONS.map((option) => [`PULUMI_OPTION_${option}`, option] as const)
    .filter(([variable, option]) => env[variable] && !harmless[option](env[variable]))
    .map(([variable]) => variable)[0];
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function refused(variable: string): Refusal {
  const message =
    `${variable} is "${process.env[variable]}": the engine would take it for every stack, and work with another one's values. ` +
    "Nothing was done. Allowed: no such variable.";
  const next: NextStep = { kind: "person", text: `unset ${variable}` };
  return {
    outcome: "refused",
    cause: { kind: "refused", message, next },
    aside: `${message} Fix: ${next.text}\n`,
  };
}
