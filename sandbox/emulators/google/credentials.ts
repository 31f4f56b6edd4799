import { createHash, randomBytes, randomInt } from "node:crypto";
import type { AccessToken } from "./state.ts";
import type { World } from "./world.ts";

const idAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** How the state remembers what it must recognise but not know. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** `<project number>-<32 characters>.apps.googleusercontent.com` */
export function newClientId(projectNumber: string): string {
  const random = Array.from({ length: 32 }, () => idAlphabet[randomInt(idAlphabet.length)]).join("");
  return `${projectNumber}-${random}.apps.googleusercontent.com`;
}

/** `GOCSPX-` and 28 characters. */
export function newClientSecret(): string {
  return `GOCSPX-${randomBytes(21).toString("base64url")}`;
}

/** The number of 21 digits that a service account goes by, and that no later one of the same name gets. */
export function newUniqueId(): string {
  return `1${Array.from({ length: 20 }, () => randomInt(10)).join("")}`;
}

/** Issues a token for the APIs; only its hash stays in the state. */
export function issueAccessToken(world: World, token: AccessToken): string {
  const value = `ya29.a0${randomBytes(48).toString("base64url")}`;
  registerAccessToken(world, value, token);
  return value;
}

/** Makes a token of the caller's choice known. */
export function registerAccessToken(world: World, value: string, token: AccessToken): void {
  world.google.secrets.add(value);
  world.google.state.accessTokens[hashOf(value)] = token;
}
