import { randomBytes, randomUUID } from "node:crypto";
import { sha256 } from "#sandbox/emulators/entra/directory.ts";
import { grantId } from "#sandbox/emulators/entra/grants.ts";
import type { EntraState } from "#sandbox/emulators/entra/state.ts";
import { newClientId } from "#sandbox/emulators/google/credentials.ts";
import type { TenantNames } from "./tenantNames.ts";

/** A provisioned tenant, as far as a copy of it has to differ. */
export interface Original extends TenantNames {
  directory: EntraState;
  /** The deployer's: all tenants know it by the same one. */
  deployerId: string;
  googleClientId: string;
  /** The client secrets of Microsoft and Google. */
  secrets: readonly string[];
}

/** What is called otherwise in a copy, by what it is called in the original. */
export type Renaming = ReadonlyMap<string, string>;

/** Makes up the identifiers and secrets of a copy, and takes over the names that it has already. */
export function renamingFor(original: Original, copy: TenantNames): Renaming {
  const renaming = new Map([
    [original.name, copy.name],
    [original.projectNumber, copy.projectNumber],
    [original.config.microsoft.tenantId, copy.config.microsoft.tenantId],
    [original.googleClientId, newClientId(copy.projectNumber)],
    ...identifiersOf(original).map((id) => [id, another(id)] as const),
    ...original.secrets.flatMap(remadeSecret),
  ]);
  const renamed = (id: string): string => renaming.get(id) ?? id;
  for (const { id, clientId, resourceId, principalId } of Object.values(
    original.directory.oauth2PermissionGrants,
  )) {
    const ends = { clientId: renamed(clientId), resourceId: renamed(resourceId), principalId };
    renaming.set(id, grantId(ends));
  }
  return renaming;
}

/** Ids that no other directory has. Those of software that others publish, and of its permissions, are the same everywhere. */
function identifiersOf({ directory, deployerId }: Original): string[] {
  const { applications, servicePrincipals, users, appRoleAssignments, credentialHashes } = directory;
  const objects = [applications, servicePrincipals, users, appRoleAssignments, credentialHashes];
  const clientIds = Object.values(applications).map(({ appId }) => appId);
  return [...objects.flatMap(Object.keys), ...clientIds.filter((id) => id !== deployerId)];
}

/** Object and key ids are GUIDs, those of assignments are not. */
const another = (id: string): string =>
  /^[\da-f]{8}-/.test(id) ? randomUUID() : randomBytes(32).toString("base64url");

/** Beginning and end stay: what shows them to people is right for the copy as well. */
function remadeSecret(secret: string): [string, string][] {
  const [beginning, end] = [secret.slice(0, 7), secret.slice(-4)];
  const middle = randomBytes(secret.length)
    .toString("base64url")
    .slice(0, secret.length - 11);
  const remade = beginning + middle + end;
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  return [
    [secret, remade],
    [sha256(secret), sha256(remade)],
    [base64(secret), base64(remade)],
  ];
}
