import { GRAPH_APP_ID, PERMISSIONS } from "#config/rules/permissions.ts";
import type { ObservedMicrosoft } from "./observed.ts";

const MOST = 8;
const OURS = new Set(PERMISSIONS.map(({ id }) => id));

/**
 * The APIs that have to be asked for names: those of permissions that this project does not know. Asking always would
 * cost a megabyte a tenant, because Graph's own service principal lists hundreds of permissions.
 *
 * @returns where Graph has their service principals, by whichever id is known; at most eight
 */
export function unknownApis(observed: ObservedMicrosoft): string[] {
  const asked = (observed.application.value?.requiredResourceAccess ?? [])
    .filter(({ resourceAccess = [] }) => resourceAccess.some(({ id }) => !OURS.has(id)))
    .map(({ resourceAppId }) => byClientId(resourceAppId));
  const graph = observed.graph.value?.id;
  const assigned = (observed.assignments.value ?? [])
    .filter(({ appRoleId }) => !OURS.has(appRoleId))
    .map(({ resourceId }) => resourceId);
  const granted = (observed.grants.value ?? []).map(({ resourceId }) => resourceId);
  const others = granted.filter((id) => id !== graph);
  const byObjectId = [...assigned, ...others].map((id) =>
    id === graph ? byClientId(GRAPH_APP_ID) : `/servicePrincipals/${id}`,
  );
  return [...new Set([...asked, ...byObjectId])].slice(0, MOST);
}

const byClientId = (id: string): string => `/servicePrincipals(appId='${id}')`;
