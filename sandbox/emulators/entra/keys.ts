import { randomUUID, X509Certificate } from "node:crypto";
import { thumbprint } from "./assertion.ts";
import { badRequest } from "./errors.ts";
import type { KeyCredential } from "./state.ts";

/** The key credentials after a PATCH: known ones as they were, new ones completed from their certificate. */
export function completeKeys(value: unknown, existing: readonly KeyCredential[], now: Date): KeyCredential[] {
  if (!Array.isArray(value)) throw badRequest("Invalid value specified for property 'keyCredentials'.");
  return value.map((given: Partial<KeyCredential>) => {
    const known = existing.find(({ keyId }) => keyId === given.keyId);
    return known && !given.key ? known : completeKey(given, now);
  });
}

function completeKey(given: Partial<KeyCredential>, now: Date): KeyCredential {
  if (!given.key) throw badRequest("Invalid value specified for property 'keyCredentials'.");
  const der = Buffer.from(given.key, "base64");
  const certificate = readCertificate(der);
  return {
    keyId: given.keyId ?? randomUUID(),
    displayName: given.displayName ?? certificate?.subject ?? null,
    customKeyIdentifier: given.customKeyIdentifier ?? thumbprint(der),
    type: given.type ?? "AsymmetricX509Cert",
    usage: given.usage ?? "Verify",
    startDateTime: given.startDateTime ?? certificate?.validFromDate.toISOString() ?? now.toISOString(),
    endDateTime: given.endDateTime ?? certificate?.validToDate.toISOString() ?? inOneYear(now),
    key: given.key,
  };
}

function readCertificate(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

function inOneYear(from: Date): string {
  const end = new Date(from);
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end.toISOString();
}
