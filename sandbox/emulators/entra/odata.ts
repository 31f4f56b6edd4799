import { badRequest, GraphError, unsupportedQuery } from "./errors.ts";
import { parseFilter } from "./filter.ts";
import type { Entity } from "./state.ts";

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;
const understood = new Set(["$filter", "$select", "$top", "$count", "$skiptoken"]);

export interface ListOptions {
  filterable: ReadonlySet<string>;
  /** They come as they were added, as owners do, instead of by their random ids. */
  asAdded?: boolean;
  /** The request's "ConsistencyLevel" header. */
  consistency?: string | undefined;
}

export interface Page<Item> {
  items: Item[];
  /** Where the following page is, absent on the last one. */
  nextLink?: string;
  /** How many there are in all, when the request asked for it. */
  count?: number;
}

/**
 * One page of a collection as the URL's query asks for it.
 * @param visible whether a matching object may be shown; called once for each object that matches
 */
export function list<Item extends Entity>(
  all: readonly Item[],
  url: URL,
  options: ListOptions,
  visible: (item: Item) => boolean = () => true,
): Page<Item> {
  const query = url.searchParams;
  requireUnderstood(query);
  const eventual = options.consistency?.toLowerCase() === "eventual";
  const counted = query.get("$count") === "true";

  let found = [...all];
  const filterText = query.get("$filter");
  if (filterText !== null) {
    const filter = parseFilter(filterText, options.filterable);
    if (filter.advanced && !(eventual && counted)) {
      throw unsupportedQuery(
        "Operator is not supported without the header 'ConsistencyLevel: eventual' and '$count=true'.",
      );
    }
    found = found.filter(filter.matches);
  }
  found = found.filter(visible);

  // By id, so that a page goes on at the same place although objects come and go between two requests.
  if (!options.asAdded) found.sort((left, right) => (left.id < right.id ? -1 : 1));
  const token = query.get("$skiptoken");
  const after = token === null ? undefined : Buffer.from(token, "base64url").toString();
  const rest = after === undefined ? found : following(found, after, options.asAdded === true);
  const items = rest.slice(0, pageSize(query.get("$top")));
  const last = items.at(-1);
  return {
    items,
    ...(last && items.length < rest.length ? { nextLink: nextLink(url, last.id) } : {}),
    ...(counted && eventual ? { count: found.length } : {}),
  };
}

const following = <Item extends Entity>(items: readonly Item[], after: string, asAdded: boolean): Item[] =>
  asAdded ? items.slice(items.findIndex(({ id }) => id === after) + 1) : items.filter(({ id }) => id > after);

/** Names in $select, or undefined when everything is wanted. */
export function selection(url: URL): string[] | undefined {
  const names = url.searchParams
    .get("$select")
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names?.length ? names : undefined;
}

/** The selected properties of an object. The id always comes along. */
export function project(
  entity: Record<string, unknown>,
  names: readonly string[] | undefined,
): Record<string, unknown> {
  if (!names) return entity;
  return Object.fromEntries(Object.entries(entity).filter(([name]) => name === "id" || names.includes(name)));
}

/** Refuses query options that this emulator has no answer for, rather than ignore them. */
export function requireUnderstood(query: URLSearchParams): void {
  const unknown = [...query.keys()].find((name) => name.startsWith("$") && !understood.has(name));
  if (unknown) throw new GraphError(400, "BadRequest", `Query option '${unknown}' is not supported here.`);
}

function pageSize(top: string | null): number {
  if (top === null) return DEFAULT_PAGE;
  const size = Number(top);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw badRequest(
      `Invalid page size specified: '${top}'. Must be between 1 and ${LARGEST_PAGE} inclusive.`,
    );
  }
  return size;
}

function nextLink(url: URL, lastId: string): string {
  const next = new URL(url);
  next.searchParams.set("$skiptoken", Buffer.from(lastId).toString("base64url"));
  return next.href;
}
