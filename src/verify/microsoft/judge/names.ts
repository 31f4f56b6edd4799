import type { Keep } from "#config/keepSchema.ts";
import { GRAPH_APP_ID, PERMISSIONS } from "#config/rules/permissions.ts";
import type { Api } from "../observed.ts";

export const permissionLabel = (name: string, type: string): string =>
  `${name} (${type === "Scope" ? "delegated" : "application"})`;

/** "Mail.Send (application)", or with the API in front where it is not Microsoft Graph. */
export function permissionName(
  apis: readonly Api[],
  resourceAppId: string,
  id: string,
  type: string,
): string {
  const onGraph = resourceAppId === GRAPH_APP_ID;
  const own = onGraph ? PERMISSIONS.find((one) => one.id === id && one.type === type)?.name : undefined;
  const api = apis.find(({ appId }) => appId === resourceAppId);
  const published = (type === "Scope" ? api?.oauth2PermissionScopes : api?.appRoles) ?? [];
  const name = own ?? published.find((one) => one.id === id)?.value ?? id;
  return permissionLabel(onGraph ? name : `${apiName(apis, resourceAppId)}: ${name}`, type);
}

/** The permissions that a registration made by hand may keep, under the same names. */
export const keptNames = ({ permissions }: Keep, apis: readonly Api[]): string[] =>
  permissions.map(({ api, id, type }) => permissionName(apis, api.toLowerCase(), id.toLowerCase(), type));

/** @param id an API's client id or the object id of its service principal */
export const apiName = (apis: readonly Api[], id: string): string =>
  apis.find((api) => api.appId === id || api.id === id)?.displayName ?? `API ${id}`;
