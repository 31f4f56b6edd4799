import type { Caller } from "./accessToken.ts";
import { denied } from "./errors.ts";
import type { EntraState } from "./state.ts";

/** Application permissions of which any one suffices, by what they allow. */
export const rights = {
  // Microsoft documents that OwnedBy may list all applications and service principals, not only its own.
  readApplications: [
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Application.ReadWrite.OwnedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  manageAllApplications: ["Application.ReadWrite.All", "Directory.ReadWrite.All"],
  manageOwnApplications: ["Application.ReadWrite.OwnedBy"],
  readAssignments: [
    "Application.Read.All",
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  writeAssignments: ["AppRoleAssignment.ReadWrite.All"],
  readGrants: [
    "DelegatedPermissionGrant.Read.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  writeGrants: ["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"],
  readPolicies: ["Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration"],
  readOrganization: ["Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
} as const satisfies Record<string, readonly string[]>;

export function holds(caller: Caller, any: readonly string[]): boolean {
  return caller.roles.some((role) => any.includes(role));
}

/** @throws GraphError 403 when the caller's token has none of the permissions. */
export function requireRight(caller: Caller, any: readonly string[]): void {
  if (!holds(caller, any)) throw denied();
}

/** Whether the caller may only manage what it owns: what it makes is then its own from the start. */
export function isLimitedToOwn(caller: Caller): boolean {
  return holds(caller, rights.manageOwnApplications) && !holds(caller, rights.manageAllApplications);
}

/** @throws GraphError 403 when the caller may manage neither all applications nor any. */
export function requireManager(caller: Caller): void {
  requireRight(caller, [...rights.manageAllApplications, ...rights.manageOwnApplications]);
}

/** @throws GraphError 403 when the caller may not change this application or service principal. */
export function requireManagerOf(caller: Caller, state: EntraState, objectId: string): void {
  requireManager(caller);
  if (isLimitedToOwn(caller) && !owns(caller, state, objectId)) throw denied();
}

export function owns(caller: Caller, state: EntraState, objectId: string): boolean {
  return (state.owners[objectId] ?? []).includes(caller.objectId);
}
