import type { Keep, KeptPermission } from "#config/keepSchema.ts";
import { NOTHING_KEPT } from "#config/keepSchema.ts";
import { GRAPH_APP_ID, PERMISSIONS } from "#config/rules/permissions.ts";
import { redirectUriProblem } from "#config/rules/redirectUris.ts";
import type { ExpectedMicrosoft } from "#verify/microsoft/expected.ts";
import type { Api } from "#verify/microsoft/observed.ts";
import type { Seen } from "./look.ts";

/**
 * What the registration has beyond what the program makes, and keeps. The permissions of the program's own groups are not among it, even
 * where the configuration switches them off: there somebody has decided already.
 *
 * @param caller object id of the deployer, which owns it anyway
 * @param drop leaves out what widens what the ERP may do: redirect URIs, permissions, consent
 */
export function extrasToKeep(
  expected: Pick<ExpectedMicrosoft, "redirectUris">,
  seen: Pick<Seen, "application" | "owners" | "registration" | "apis">,
  { caller, drop }: { caller: string; drop: boolean },
): Keep {
  const { application, owners, registration, apis } = seen;
  const always = {
    owners: owners
      .map(({ id }) => id)
      .filter((id) => id !== caller)
      .toSorted(),
    secrets: (application.passwordCredentials ?? []).map(({ keyId }) => keyId),
  };
  if (drop) return { ...NOTHING_KEPT, ...always };
  return {
    ...always,
    redirectUris: (application.web?.redirectUris ?? [])
      .filter((uri) => !expected.redirectUris.includes(uri) && !redirectUriProblem(uri))
      .toSorted(),
    permissions: (application.requiredResourceAccess ?? [])
      .flatMap(({ resourceAppId, resourceAccess = [] }) =>
        resourceAccess.map(({ id, type }) => named(apis, resourceAppId, id, type)),
      )
      .filter(({ api, id }) => api !== GRAPH_APP_ID || !PERMISSIONS.some((ours) => ours.id === id))
      .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    scopes: (registration.grant?.scopes ?? [])
      .filter((name) => !PERMISSIONS.some((ours) => ours.type === "Scope" && ours.name === name))
      .toSorted(),
  };
}

/** Whether leaving out the extras leaves anything out. */
export const hasExtras = ({ redirectUris, permissions, scopes }: Keep): boolean =>
  redirectUris.length + permissions.length + scopes.length > 0;

function named(apis: readonly Api[], resourceAppId: string, id: string, type: string): KeptPermission {
  const api = apis.find(({ appId }) => appId.toLowerCase() === resourceAppId.toLowerCase());
  const published = (type === "Scope" ? api?.oauth2PermissionScopes : api?.appRoles) ?? [];
  const name = published.find((one) => one.id.toLowerCase() === id.toLowerCase())?.value;
  return {
    api: resourceAppId.toLowerCase(),
    id: id.toLowerCase(),
    type: type as KeptPermission["type"],
    ...(name ? { name } : {}),
  };
}

const sortKey = ({ api, type, id }: KeptPermission): string => `${api} ${type} ${id}`;
