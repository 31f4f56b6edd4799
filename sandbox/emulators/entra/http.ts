import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Caller } from "./accessToken.ts";
import { badRequest, GraphError } from "./errors.ts";
import { list, project, requireUnderstood, selection } from "./odata.ts";
import type { Entity } from "./state.ts";

export type GraphVersion = "v1.0" | "beta";

export interface GraphEnv {
  Bindings: {
    version: GraphVersion;
    /** Public address of this version, e.g. "https://graph.microsoft.com/v1.0". */
    base: string;
  };
  Variables: { caller: Caller };
}

export type GraphContext = Context<GraphEnv>;

/** The address that the client used, with host and version. */
export function publicUrl(c: GraphContext): URL {
  const { pathname, search } = new URL(c.req.url);
  return new URL(c.env.base + pathname + search);
}

/** The request's JSON object, without OData's type names. */
export async function readBody(c: GraphContext): Promise<Record<string, unknown>> {
  try {
    // Clients name the type of every nested value; it says nothing that the property does not say.
    return JSON.parse((await c.req.text()) || "{}", (_key, value) => {
      if (!isObject(value)) return value;
      const { "@odata.type": _, ...rest } = value;
      return rest;
    });
  } catch {
    throw new GraphError(
      400,
      "BadRequest",
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
}

/** Answers with one object of an entity set, or with what $select names of it. */
export function answerEntity(
  c: GraphContext,
  set: string,
  entity: Record<string, unknown>,
  status: ContentfulStatusCode = 200,
): Response {
  const url = publicUrl(c);
  requireUnderstood(url.searchParams);
  const context = `${c.env.base}/$metadata#${set}/$entity`;
  return c.json({ "@odata.context": context, ...project(entity, selection(url)) }, status);
}

export interface Collection<Item extends Entity> {
  set: string;
  items: readonly Item[];
  filterable: readonly string[];
  asAdded?: boolean;
  visible?: (item: Item) => boolean;
  /** The final touch to an object that is on the page, e.g. what replication still hides of it. */
  finish?: (item: Item) => Record<string, unknown>;
}

/** Answers with a page of objects. */
export function answerList<Item extends Entity>(c: GraphContext, collection: Collection<Item>): Response {
  const url = publicUrl(c);
  const consistency = c.req.header("consistencylevel");
  const { asAdded = false } = collection;
  const options = { filterable: new Set(["id", ...collection.filterable]), consistency, asAdded };
  const page = list(collection.items, url, options, collection.visible);
  const finish = collection.finish ?? ((item: Item) => item);
  const names = selection(url);
  return c.json({
    "@odata.context": `${c.env.base}/$metadata#${collection.set}`,
    ...(page.count === undefined ? {} : { "@odata.count": page.count }),
    ...(page.nextLink === undefined ? {} : { "@odata.nextLink": page.nextLink }),
    value: page.items.map((item) => project(finish(item), names)),
  });
}

/** Takes over what a PATCH names: complex values property by property, collections and "open" values as a whole. */
export function merge(
  target: Record<string, unknown>,
  changes: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...target };
  for (const [name, value] of Object.entries(changes)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) && !replaced.has(name) ? merge(before, value) : value;
  }
  return merged;
}

const replaced = new Set(["optionalClaims", "samlSingleSignOnSettings"]);

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Lets a property through that may be written, or that is as it was before.
 * @throws GraphError for a property that the type doesn't have, or that nobody may write
 */
export function requireWritable(
  body: Record<string, unknown>,
  writable: ReadonlySet<string>,
  type: string,
  before: Record<string, unknown> = {},
): void {
  const unchanged = (name: string): boolean =>
    name in before && JSON.stringify(before[name]) === JSON.stringify(body[name]);
  const wrong = Object.keys(body).find((name) => !writable.has(name) && !unchanged(name));
  if (wrong) {
    throw badRequest(
      `Property '${wrong}' does not exist as a declared property or is read-only on resource '${type}'.`,
    );
  }
}
