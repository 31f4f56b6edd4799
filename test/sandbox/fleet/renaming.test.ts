import assert from "node:assert/strict";
import { it } from "node:test";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { sha256 } from "#sandbox/emulators/entra/directory.ts";
import { grantId } from "#sandbox/emulators/entra/grants.ts";
import { graphAppRoles, graphScopes } from "#sandbox/emulators/entra/graphPermissions.ts";
import type { EntraState } from "#sandbox/emulators/entra/state.ts";
import { createFleet } from "#sandbox/fleet/fleet.ts";
import { type Original, type Renaming, renamingFor } from "#sandbox/fleet/renaming.ts";
import { Template } from "#sandbox/fleet/template.ts";

const secret = "abc8Q~a-secret-of-the-original-tenant-xyz0";
const { tenants, identities } = createFleet(3);
const [first, ...others] = tenants;
const original: Original = {
  ...first,
  directory: first.entra.state,
  deployerId: identities.ARM_CLIENT_ID,
  googleClientId: `${first.projectNumber}-0123456789abcdefghijklmnopqrstuv.apps.googleusercontent.com`,
  secrets: [secret],
};
const renamings = others.map((other) => renamingFor(original, other));

/** The original's directory, and what it holds of other systems, as it is in a copy. */
function copied(renaming: Renaming): { text: string; directory: EntraState } {
  const whole = JSON.stringify({ directory: first.entra.state, original });
  const text = new Template(whole, renaming.keys()).fill(renaming);
  return { text, directory: JSON.parse(text).directory };
}

it("A copy of a tenant has nothing left of what the original alone is called", () => {
  for (const renaming of renamings) {
    const { text } = copied(renaming);
    assert.deepEqual(
      [...renaming.keys()].filter((name) => text.includes(name)),
      [],
    );
  }
});

it("A copy of a tenant shares no new name with another copy", () => {
  const [one, other] = renamings.map((renaming) => new Set(renaming.values()));
  assert.ok(one && other && one.size > 20);
  assert.deepEqual(
    [...one].filter((name) => other.has(name)),
    [],
  );
});

it("A copy of a tenant knows published software, its permissions and the deployer by the same ids", () => {
  const everywhere = [
    GRAPH_APP_ID,
    identities.ARM_CLIENT_ID,
    ...Object.values(graphAppRoles),
    ...Object.values(graphScopes),
  ];
  for (const renaming of renamings) {
    const { text } = copied(renaming);
    assert.deepEqual(
      everywhere.filter((id) => !text.includes(id)),
      [],
    );
  }
});

it("A copy of a tenant has objects that belong together as in the original", () => {
  for (const { directory } of renamings.map(copied)) {
    for (const [id, assignment] of Object.entries(directory.appRoleAssignments)) {
      assert.equal(assignment.id, id);
      assert.ok(assignment.principalId in directory.servicePrincipals);
    }
    const clientIds = Object.values(directory.applications).map(({ appId }) => appId);
    const backed = Object.values(directory.servicePrincipals).filter(({ appId }) =>
      clientIds.includes(appId),
    );
    assert.equal(backed.length, 2);
  }
});

it("A copy of a tenant has ids of consents made of both ends, so that a consent given again has the same one", () => {
  for (const { directory } of renamings.map(copied))
    for (const [id, grant] of Object.entries(directory.oauth2PermissionGrants))
      assert.equal(id, grantId(grant));
});

it("A copy of a tenant has secrets of its own that begin and end alike, and their hashes", () => {
  for (const renaming of renamings) {
    const remade = renaming.get(secret) ?? "";
    assert.equal(remade.length, secret.length);
    assert.equal(remade.slice(0, 7) + remade.slice(-4), secret.slice(0, 7) + secret.slice(-4));
    assert.equal(renaming.get(sha256(secret)), sha256(remade));
  }
});
