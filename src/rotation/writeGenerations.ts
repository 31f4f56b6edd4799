import type { Generation } from "#config/rules/generations.ts";
import { mustPulumi } from "#stack/pulumi.ts";

const PATH = "microsoft.generations";

/**
 * The commands that turn the list as it is written into the list that is wanted. All keys of all secrets are written by one command,
 * so that no interruption leaves half a secret behind, and what is left out goes before: each list on the way is a valid one.
 */
export function writingCommands(
  written: readonly unknown[],
  wanted: readonly Generation[],
  more: Readonly<Record<string, string>> = {},
): string[][] {
  const commands: string[][] = [];
  const list = [...written];
  while (list.length > wanted.length) {
    const index = Math.max(
      0,
      list.findIndex((entry) => !wanted.some((one) => same(entry, one))),
    );
    list.splice(index, 1);
    commands.push(["config", "rm", "--path", `${PATH}[${index}]`]);
  }
  const pairs = wanted.flatMap((one, index) =>
    same(list[index], one)
      ? []
      : [
          `${PATH}[${index}].number=${one.number}`,
          `${PATH}[${index}].start=${one.start}`,
          `${PATH}[${index}].end=${one.end}`,
        ],
  );
  pairs.push(...Object.entries(more).map(([key, value]) => `${key}=${value}`));
  if (pairs.length > 0)
    commands.push(["config", "set-all", "--path", ...pairs.flatMap((pair) => ["--plaintext", pair])]);
  return commands;
}

/** Writes the list into the stack's configuration file; comments in it stay. @throws Error with the CLI's own words */
export async function writeGenerations(
  stack: string,
  ...list: Parameters<typeof writingCommands>
): Promise<void> {
  for (const command of writingCommands(...list)) await mustPulumi([...command, "--stack", stack]);
}

/** Pulumi may give an unquoted date back as an instant. */
function same(entry: unknown, { number, start, end }: Generation): boolean {
  const has = (entry ?? {}) as Partial<Record<keyof Generation, unknown>>;
  const date = (value: unknown) => String(value).slice(0, 10);
  return has.number === number && date(has.start) === start && date(has.end) === end;
}
