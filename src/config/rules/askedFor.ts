import type { KeptPermission } from "../keepSchema.ts";
import { GRAPH_APP_ID, type Permission } from "./permissions.ts";

/** The permissions that a registration asks for, of one API. */
export interface ApiAccess {
  resourceAppId: string;
  resourceAccesses: { id: string; type: string }[];
}

const text = (one: { id: string; type: string }): string => `${one.type} ${one.id.toLowerCase()}`;

/**
 * Ours and those that are kept, in one constant order, as any other would show up as drift: Graph before other APIs, ours before
 * kept ones, those by id. One that is both is asked for once.
 */
export function askedFor(ours: readonly Permission[], kept: readonly KeptPermission[]): ApiAccess[] {
  const apis = [...new Set(kept.map(({ api }) => api.toLowerCase()))].filter((api) => api !== GRAPH_APP_ID);
  return [GRAPH_APP_ID, ...apis.toSorted()].flatMap((resourceAppId) => {
    const own = resourceAppId === GRAPH_APP_ID ? ours.map(({ id, type }) => ({ id, type })) : [];
    const more = kept
      .filter(
        ({ api, ...one }) => api.toLowerCase() === resourceAppId && !own.some((o) => text(o) === text(one)),
      )
      .map(({ id, type }) => ({ id: id.toLowerCase(), type }))
      .toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
    const resourceAccesses = [...own, ...more];
    return resourceAccesses.length > 0 ? [{ resourceAppId, resourceAccesses }] : [];
  });
}
