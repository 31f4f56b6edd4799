import type { KeptPermission } from "../keepSchema.ts";
import { GRAPH_APP_ID, type Permission } from "./permissions.ts";

/** The permissions that a registration asks for, of one API. */
export interface ApiAccess {
  resourceAppId: string;
  resourceAccesses: { id: string; type: string }[];
}

const text = (one: { id: string; type: string }): string => `${one.type} ${one.id.toLowerCase()}`;

/**
 * Ours and those that are kept. Any other order than the registration's would show up as drift, so they follow that; what it lacks comes
 * after, Graph before other APIs, ours before kept ones, those by id. One that is both is asked for once.
 *
 * @param order ids of APIs and permissions as the registration lists them
 */
export function askedFor(
  ours: readonly Permission[],
  kept: readonly KeptPermission[],
  order: readonly string[] = [],
): ApiAccess[] {
  const places = new Map(order.map((id, place) => [id.toLowerCase(), place]));
  const inOrder = <T>(list: readonly T[], idOf: (one: T) => string): T[] =>
    list.toSorted((a, b) => placeOf(idOf(a)) - placeOf(idOf(b)));
  const placeOf = (id: string): number => places.get(id.toLowerCase()) ?? order.length;
  const apis = [...new Set(kept.map(({ api }) => api.toLowerCase()))].filter((api) => api !== GRAPH_APP_ID);
  return inOrder([GRAPH_APP_ID, ...apis.toSorted()], (id) => id).flatMap((resourceAppId) => {
    const own = resourceAppId === GRAPH_APP_ID ? ours.map(({ id, type }) => ({ id, type })) : [];
    const more = kept
      .filter(
        ({ api, ...one }) => api.toLowerCase() === resourceAppId && !own.some((o) => text(o) === text(one)),
      )
      .map(({ id, type }) => ({ id: id.toLowerCase(), type }))
      .toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
    const resourceAccesses = inOrder([...own, ...more], ({ id }) => id);
    return resourceAccesses.length > 0 ? [{ resourceAppId, resourceAccesses }] : [];
  });
}
