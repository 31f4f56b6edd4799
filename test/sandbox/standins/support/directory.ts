import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import type { EntraState } from "#sandbox/emulators/entra/entra.ts";

/** What the program of the recordings made, as the emulated directory has it. */
export function applicationOf(state: EntraState) {
  const found = Object.values(state.applications).find(({ displayName }) => displayName === APPLICATION_NAME);
  if (!found) throw new Error("the emulator has no application CID ERP");
  return found;
}

export function principalOf(state: EntraState) {
  const { appId } = applicationOf(state);
  const found = Object.values(state.servicePrincipals).find((principal) => principal.appId === appId);
  if (!found) throw new Error("the emulator has no service principal of CID ERP");
  return found;
}

export const grantsOf = (state: EntraState) =>
  Object.values(state.oauth2PermissionGrants).filter(({ clientId }) => clientId === principalOf(state).id);

export const assignmentsOf = (state: EntraState) =>
  Object.values(state.appRoleAssignments).filter(({ principalId }) => principalId === principalOf(state).id);

export const webOf = (state: EntraState) =>
  applicationOf(state)["web"] as {
    redirectUris: string[];
    implicitGrantSettings: Record<string, boolean>;
    homePageUrl: string | null;
  };

type Access = { resourceAppId: string; resourceAccess: { id: string; type: string }[] };

export const accessOf = (state: EntraState) => applicationOf(state)["requiredResourceAccess"] as Access[];
