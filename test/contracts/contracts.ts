import { globSync, readFileSync } from "node:fs";

const folder = new URL("./", import.meta.url);

type Plugin = "azuread-6.9.1" | "gcp-9.25.0";
type Server = "odoo-14" | "odoo-19";

/** A file of this folder, without its ending. */
export type ContractName =
  | `${Plugin}/${"traffic" | "drift" | "state"}`
  | `${Server}/${"rpc" | "no-database-list"}`;

export const contractNames = (): string[] =>
  globSync("*/*.jsonl", { cwd: folder })
    .map((file) => file.replace(/\.jsonl$/, ""))
    .sort();

const cache = new Map<ContractName, unknown[]>();

/** All lines of a contract. */
export function contract<Line>(name: ContractName): readonly Line[] {
  let lines = cache.get(name);
  if (!lines) {
    const text = readFileSync(new URL(`${name}.jsonl`, folder), "utf8");
    lines = text
      .split("\n")
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line));
    cache.set(name, lines);
  }
  return lines as Line[];
}

const unusedTitles = new Map<ContractName, Set<string>>();

/** Goes through a part of a contract. What the caller's loop has come past counts as used in this process. */
export function* inTurn<Item>(
  name: ContractName,
  titles: readonly string[],
  part: readonly (readonly [title: string, item: Item])[],
): Generator<Item> {
  const unused = unusedTitles.get(name) ?? new Set(titles);
  unusedTitles.set(name, unused);
  for (const [title, item] of part) {
    yield item;
    unused.delete(title);
  }
}

/** What no loop of this process has come past. For the last test of the file that replays the contract. */
export function unused(name: ContractName): string[] {
  const titles = unusedTitles.get(name);
  return titles ? [...titles] : [`all of ${name}`];
}
