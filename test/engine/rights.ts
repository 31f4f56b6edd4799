import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { World } from "./world.ts";

const GRAPH = "00000003-0000-0000-c000-000000000000";

function servicePrincipal({ sandbox }: World, appId: string | undefined) {
  const found = Object.values(sandbox.entra.state.servicePrincipals).find((one) => one.appId === appId);
  assert.ok(found);
  return found;
}

function roleId(world: World, right: string): string {
  const { appRoles } = servicePrincipal(world, GRAPH) as unknown as {
    appRoles: { id: string; value: string }[];
  };
  const role = appRoles.find(({ value }) => value === right);
  assert.ok(role, right);
  return role.id;
}

/** Leaves the deployer these application permissions of Microsoft Graph, and no other. */
export function setDeployerRights(world: World, ...rights: string[]): void {
  const { appRoleAssignments } = world.sandbox.entra.state;
  const deployer = servicePrincipal(world, world.sandbox.identities.ARM_CLIENT_ID);
  const held = Object.values(appRoleAssignments).filter(({ principalId }) => principalId === deployer.id);
  const [template] = held;
  assert.ok(template);
  for (const { id } of held) delete appRoleAssignments[id];
  for (const right of rights) {
    const id = randomUUID();
    appRoleAssignments[id] = { ...structuredClone(template), id, appRoleId: roleId(world, right) };
  }
}
