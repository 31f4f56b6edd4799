import { createHash } from "node:crypto";
import type { Faults } from "../core/faults.ts";
import { notFound } from "./errors.ts";
import type { Application, EntraState, ServicePrincipal } from "./state.ts";

/** What every part of the emulator works on. */
export interface Directory {
  state: EntraState;
  faults: Faults;
  /** Every secret issued, for tests that search for leaks. */
  secrets: Set<string>;
  now: () => Date;
}

const sameId = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

export const applicationByAppId = (state: EntraState, appId: string): Application | undefined =>
  Object.values(state.applications).find((application) => sameId(application.appId, appId));

export const servicePrincipalByAppId = (state: EntraState, appId: string): ServicePrincipal | undefined =>
  Object.values(state.servicePrincipals).find((principal) => sameId(principal.appId, appId));

/** Whether somebody with this object id exists who can own things. */
export const isOwnerCandidate = (state: EntraState, id: string): boolean =>
  id in state.servicePrincipals || id in state.users;

/** The object with this id. @throws GraphError 404 when there is none, or when replication has not shown it yet. */
export function readable<Item>(faults: Faults, items: Readonly<Record<string, Item>>, id: string): Item {
  const item = items[id];
  if (item === undefined || faults.hidden(id)) throw notFound(id);
  return item;
}

/** Takes a service principal's consents away with it: both kinds, in both directions. */
export function dropConsents(state: EntraState, principalId: string): void {
  for (const grant of Object.values(state.oauth2PermissionGrants)) {
    if ([grant.clientId, grant.resourceId].includes(principalId))
      delete state.oauth2PermissionGrants[grant.id];
  }
  for (const assignment of Object.values(state.appRoleAssignments)) {
    if ([assignment.principalId, assignment.resourceId].includes(principalId)) {
      delete state.appRoleAssignments[assignment.id];
    }
  }
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
