import { matchesGlob } from "node:path";
import type { Tenant } from "./inventory.ts";

/** One part of a fleet: shard 1 of 4, say. */
export interface Shard {
  /** From 1 on. */
  index: number;
  count: number;
}

/** Which tenants a command is for. */
export interface Selection {
  /** Names and globs, such as `acme` and `eu-*`. */
  names: readonly string[];
  /** Every tenant of the inventory but the sandbox's. */
  all: boolean;
  /** Those that carry one of these tags at least. */
  tags: readonly string[];
  /** Names of those whose file changed; undefined where that does not matter. */
  changed?: readonly string[];
  shard?: Shard;
  /** Whether the sandbox's stack is one of them, too, although nobody names it. */
  sandboxToo?: boolean;
}

/**
 * The tenants that a command is for, by name. Names and globs add up; tags and changes narrow them down; the shard comes last, so that
 * the shards of one selection hold each tenant exactly once.
 *
 * @throws Error when a name or glob matches nothing, or nothing is named at all
 */
export function select<T extends Pick<Tenant, "name" | "tags" | "sandbox">>(
  inventory: readonly T[],
  { names, all, tags, changed, shard, sandboxToo = false }: Selection,
): T[] {
  if (names.length === 0 && !all && tags.length === 0 && !changed)
    throw new Error("No tenant is named. Give names or globs such as 'eu-*', or --all, or --tag <tag>.");
  for (const name of names)
    if (!inventory.some((tenant) => matches(tenant.name, name)))
      throw new Error(unknownTenant(inventory, name));
  for (const tag of tags)
    if (!inventory.some((tenant) => tenant.tags.includes(tag))) throw new Error(unknownTag(inventory, tag));
  const chosen = inventory
    .filter(({ name, sandbox }) =>
      names.length === 0 ? sandboxToo || !sandbox : names.some((one) => matches(name, one)),
    )
    .filter((tenant) => tags.length === 0 || tags.some((tag) => tenant.tags.includes(tag)))
    .filter(({ name }) => changed === undefined || changed.includes(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return shard ? chosen.filter((_, place) => place % shard.count === shard.index - 1) : chosen;
}

/** Whether a text names tenants by a pattern. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

const matches = (name: string, pattern: string): boolean =>
  isGlob(pattern) ? matchesGlob(name, pattern) : name === pattern;

const MOST_NAMED = 20;
const MOST_NEAR = 3;

/** What is said of a name that is nobody's: who may have been meant, and where they all are. */
export function unknownTenant(inventory: readonly Pick<Tenant, "name">[], name: string): string {
  const names = inventory.map((tenant) => tenant.name);
  const distances = new Map(names.map((one) => [one, distance(one, name)]));
  const near = names
    .toSorted((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0))
    .slice(0, MOST_NEAR);
  const known = isGlob(name) ? `Allowed: ${listedNames(names)}` : `Nearest: ${near.join(", ")}`;
  const what = isGlob(name) ? `No tenant matches "${name}"` : `There is no tenant "${name}"`;
  return `${what}. ${names.length > 0 ? known : "There is no Pulumi.<tenant>.yaml yet"}. All of them: modern-auth tenant list`;
}

/** How many characters have to be put in, left out or changed to make one name of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (const [i, one] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (one === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

function unknownTag(inventory: readonly Pick<Tenant, "tags">[], tag: string): string {
  const known = listedNames([...new Set(inventory.flatMap(({ tags }) => tags))].toSorted());
  return (
    `No tenant has the tag "${tag}". Allowed: ${known || "none, no tenant has a tag yet"}. ` +
    `To give one: pulumi config set --path 'tags[0]' ${tag} --stack <tenant>`
  );
}

/** "a, b, c", and of many the first ones only. */
export const listedNames = (names: readonly string[]): string =>
  names.length > MOST_NAMED
    ? `${names.slice(0, MOST_NAMED).join(", ")} and ${names.length - MOST_NAMED} more`
    : names.join(", ");
