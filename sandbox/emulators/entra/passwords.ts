import { randomBytes, randomUUID } from "node:crypto";
import { type Directory, sha256 } from "./directory.ts";
import { badRequest, GraphError } from "./errors.ts";
import { isObject } from "./http.ts";
import { addDuration, requireAllowedSecret } from "./policy.ts";
import type { PasswordCredential, Principal } from "./state.ts";

export type IssuedPassword = Omit<PasswordCredential, "secretText"> & { secretText: string };

/**
 * Makes a client secret, as addPassword does. The value is in the answer only, never in the state.
 * @throws GraphError when dates are invalid or a policy forbids it
 */
export function addPassword(
  directory: Directory,
  owner: "application" | "servicePrincipal",
  principal: Principal,
  asked: unknown,
): IssuedPassword {
  const wish = isObject(asked) ? asked : {};
  const now = directory.now();
  const startDateTime = readDate(wish["startDateTime"]) ?? now.toISOString();
  const start = new Date(startDateTime);
  const endDateTime = readDate(wish["endDateTime"]) ?? addDuration(start, "P2Y").toISOString();
  if (Date.parse(endDateTime) <= start.getTime()) {
    throw badRequest("Invalid value specified for property 'endDateTime' of resource 'PasswordCredential'.");
  }
  requireAllowedSecret(directory.state, owner, principal, start, new Date(endDateTime));

  const secretText = makeSecret();
  const credential: PasswordCredential = {
    customKeyIdentifier: null,
    displayName: typeof wish["displayName"] === "string" ? wish["displayName"] : null,
    endDateTime,
    hint: secretText.slice(0, 3),
    keyId: randomUUID(),
    secretText: null,
    startDateTime,
  };
  const { requests, milliseconds } = directory.state.secretPropagation;
  directory.state.credentialHashes[credential.keyId] = {
    sha256: sha256(secretText),
    refusals: requests,
    usableFrom: new Date(now.getTime() + milliseconds).toISOString(),
  };
  directory.secrets.add(secretText);
  directory.faults.created(credential.keyId);
  principal.passwordCredentials = [...(principal.passwordCredentials ?? []), credential];
  return { ...credential, secretText };
}

/** Removes a client secret. @throws GraphError when there is none with that key id */
export function removePassword(directory: Directory, principal: Principal, keyId: unknown): void {
  const left = principal.passwordCredentials.filter((credential) => credential.keyId !== keyId);
  if (typeof keyId !== "string" || left.length === principal.passwordCredentials.length) {
    throw badRequest("No credentials found to be removed.");
  }
  principal.passwordCredentials = left;
  delete directory.state.credentialHashes[keyId];
}

/** The secrets that a read shows: all but those that replication still hides. Counts the read. Objects put into the state by hand may have no list. */
export function visiblePasswords(directory: Directory, principal: Principal): PasswordCredential[] {
  return (principal.passwordCredentials ?? []).filter(({ keyId }) => !directory.faults.hidden(keyId));
}

function readDate(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new GraphError(
      400,
      "BadRequest",
      `Cannot convert the literal '${value}' to the expected type 'Edm.DateTimeOffset'.`,
    );
  }
  return String(value).endsWith("Z") ? String(value) : new Date(time).toISOString();
}

/** 40 characters, with the marker that real secrets carry after the third one. */
function makeSecret(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const letters = [...randomBytes(37)].map((byte) => alphabet[byte % alphabet.length]).join("");
  return `${letters.slice(0, 3)}8Q~${letters.slice(3)}`;
}
