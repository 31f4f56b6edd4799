import { type Command, InvalidArgumentError, Option } from "commander";
import { parseWaves, type WaveSize, wavesText } from "#fleet/pool/waves.ts";
import type { Shard } from "#stack/inventory/selection.ts";
import { wholeNumber } from "../arguments.ts";

/** Which tenants, and how they are run. */
export interface FleetOptions {
  all?: boolean;
  tag?: string[];
  changedSince?: string;
  shard?: Shard;
  jobs?: number;
  waves?: WaveSize[];
  resume?: true;
  json?: true;
  results?: string;
  junit?: string;
  markdown?: string;
  sarif?: string;
}

const GROUP = "Many tenants:";

/** Options of every command that works on tenants, made anew because each belongs to one command. */
const fleetOptions = (): Option[] => [
  new Option("--all", "every tenant that has a Pulumi.<tenant>.yaml, but not the sandbox's"),
  new Option("--tag <tag>", "those that carry this tag; repeated: any of them").argParser(collected),
  new Option(
    "--changed-since <revision>",
    "those whose Pulumi.<tenant>.yaml is not as it was at this git revision",
  ).argParser(revision),
  new Option("--shard <i>/<n>", "the i-th of n equal parts of them").argParser(shard),
  new Option("--jobs <number>", "at most so many at once; default: what cores and memory allow").argParser(
    wholeNumber(1, 1000),
  ),
  new Option(
    "--waves <sizes>",
    "e.g. 1,10,100%: each wave begins only when all of the one before ended well",
  ).argParser(waves),
  new Option("--resume", "leave out what the same command has done already, before it was interrupted"),
  new Option("--results <file>", "write what --json prints to a file as well"),
  new Option("--junit <file>", "write the results as JUnit XML, a test case for each tenant"),
  new Option("--markdown <file>", "write the results as a comment for a merge request"),
  new Option("--sarif <file>", "write the results as SARIF, for code scanning"),
];

/**
 * Adds the options to a command.
 *
 * @param without names of those that mean nothing to it
 * @returns the names of those that make it one for many tenants
 */
export function addFleetOptions(command: Command, without: readonly string[] = []): Set<string> {
  const options = fleetOptions().filter((option) => !without.includes(option.attributeName()));
  // One of the command's own stays as it is: it is about one tenant, too.
  if (!command.options.some(({ long }) => long === "--json"))
    options.push(new Option("--json", "print one result for all tenants, as JSON"));
  for (const option of options) command.addOption(option.helpGroup(GROUP));
  return new Set(options.map((option) => option.attributeName()));
}

/** The options that a command has until now, as they will have been typed once it runs; without `--json`. */
export function typedOptions(command: Command): readonly string[] {
  const typed: string[] = [];
  for (const option of command.options)
    command.on(`option:${option.name()}`, (value?: string | null) => {
      if (option.long && option.long !== "--json")
        typed.push(value === undefined || value === null ? option.long : `${option.long}=${value}`);
    });
  return typed;
}

const collected = (tag: string, tags: string[] = []): string[] => [...tags, tag];

function revision(text: string): string {
  // git would take it for an option.
  if (text.startsWith("-"))
    throw new InvalidArgumentError(`"${text}" is not allowed; a git revision, such as origin/main.`);
  return text;
}

function shard(text: string): Shard {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count)
    throw new InvalidArgumentError(`"${text}" is not allowed; a part such as 1/4, from 1 on.`);
  return { index, count };
}

function waves(text: string): WaveSize[] {
  try {
    return parseWaves(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** What chooses the tenants, as it is typed. */
export const selectionAsTyped = (
  names: readonly string[],
  { all, tag = [], changedSince, shard }: FleetOptions,
): string[] => [
  ...names,
  ...(all ? ["--all"] : []),
  ...tag.flatMap((one) => ["--tag", one]),
  ...(changedSince === undefined ? [] : ["--changed-since", changedSince]),
  ...(shard ? ["--shard", `${shard.index}/${shard.count}`] : []),
];

/** What decides how they are run, as it is typed. */
export const paceAsTyped = ({ jobs, waves }: FleetOptions): string[] => [
  ...(jobs === undefined ? [] : ["--jobs", `${jobs}`]),
  ...(waves ? ["--waves", wavesText(waves)] : []),
];
