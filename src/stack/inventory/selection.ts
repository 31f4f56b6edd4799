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
  /** Every tenant of the inventory. */
  all: boolean;
  /** Those that carry one of these tags at least. */
  tags: readonly string[];
  /** Names of those whose file changed; undefined where that does not matter. */
  changed?: readonly string[];
  shard?: Shard;
}

/**
 * The tenants that a command is for, by name. Names and globs add up; tags and changes narrow them down; the shard comes last, so that
 * the shards of one selection hold each tenant exactly once.
 *
 * @throws Error when a name or glob matches nothing, or nothing is named at all
 */
export function select<T extends Pick<Tenant, "name" | "tags">>(
  inventory: readonly T[],
  { names, all, tags, changed, shard }: Selection,
): T[] {
  if (names.length === 0 && !all && tags.length === 0 && !changed)
    throw new Error("No tenant is named. Give names or globs such as 'eu-*', or --all, or --tag <tag>.");
  for (const name of names)
    if (!inventory.some((tenant) => matches(tenant.name, name))) throw new Error(unknown(inventory, name));
  for (const tag of tags)
    if (!inventory.some((tenant) => tenant.tags.includes(tag))) throw new Error(unknownTag(inventory, tag));
  const chosen = inventory
    .filter(({ name }) => names.length === 0 || names.some((one) => matches(name, one)))
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

function unknown(inventory: readonly Pick<Tenant, "name">[], name: string): string {
  const known = listedNames(inventory.map((tenant) => tenant.name));
  const what = isGlob(name) ? `No tenant matches "${name}"` : `There is no tenant "${name}"`;
  return `${what}. Allowed: ${known || "none, there is no Pulumi.<tenant>.yaml yet"}. All of them: modern-auth tenant list`;
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
