import { constants, createHash, createPublicKey, type KeyObject, verify, X509Certificate } from "node:crypto";
import { refusal } from "./aadsts.ts";
import type { Application, EntraState, KeyCredential } from "./state.ts";

interface Assertion {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: string;
  signature: Buffer;
}

interface Expectation {
  state: EntraState;
  application: Application;
  now: Date;
  /** What a certificate assertion may name as its audience: the token endpoint, by any of its addresses. */
  endpoints: readonly string[];
}

/**
 * Checks a client assertion (RFC 7523). An assertion that the application made about itself is checked with its
 * registered keys, any other one with its federated credentials.
 * @throws TokenError when it does not prove who the client is
 */
export function checkAssertion(text: string, expected: Expectation): void {
  const assertion = parse(text);
  const { iss, sub } = assertion.claims;
  const own = iss === expected.application.appId && sub === iss;
  if (own) checkOwn(assertion, expected);
  else checkFederated(assertion, expected);
  checkTime(assertion.claims, expected.now);
}

function checkOwn(assertion: Assertion, { application, now, endpoints }: Expectation): void {
  const credential = application.keyCredentials.find((candidate) => isNamed(assertion.header, candidate));
  if (!credential?.key) throw refusal.badSignature("The key was not found.");
  if (!signedBy(assertion, publicKey(credential.key))) {
    throw refusal.badSignature("The provided signature value did not match the expected signature value.");
  }
  if (Date.parse(credential.endDateTime) <= now.getTime())
    throw refusal.badSignature("The key used is expired.");
  if (!endpoints.includes(String(assertion.claims["aud"]))) throw refusal.assertionAudience();
}

function checkFederated(assertion: Assertion, { state, application }: Expectation): void {
  const { iss, sub, aud } = assertion.claims;
  const ofApplication = Object.values(state.federatedIdentityCredentials).filter(
    (credential) => credential.applicationId === application.id,
  );
  const ofIssuer = ofApplication.filter((credential) => credential.issuer === iss);
  if (ofIssuer.length === 0) throw refusal.federatedMismatch(700211, "issuer", String(iss));
  const ofAudience = ofIssuer.filter((credential) => credential.audiences.includes(String(aud)));
  if (ofAudience.length === 0) throw refusal.federatedMismatch(700212, "audience", String(aud));
  if (!ofAudience.some((credential) => credential.subject === sub)) {
    throw refusal.federatedMismatch(700213, "subject", String(sub));
  }
  const keys = state.trustedIssuers[String(iss)]?.keys ?? [];
  const key = keys.find((candidate) => candidate.kid === assertion.header["kid"]);
  if (!key) throw refusal.badSignature("The key was not found.");
  if (!signedBy(assertion, createPublicKey({ key, format: "jwk" }))) {
    throw refusal.badSignature("The provided signature value did not match the expected signature value.");
  }
}

function checkTime(claims: Record<string, unknown>, now: Date): void {
  const expiry = Number(claims["exp"]);
  const start = Number(claims["nbf"] ?? 0);
  const seconds = now.getTime() / 1000;
  if (expiry > seconds && start <= seconds) return;
  const print = (value: number): string =>
    Number.isFinite(value) ? new Date(value * 1000).toISOString() : "unknown";
  throw refusal.assertionTime(now.toISOString(), print(start), print(expiry));
}

function parse(text: string): Assertion {
  const [header, claims, signature, ...more] = text.split(".");
  if (!header || !claims || !signature || more.length > 0) throw refusal.malformedAssertion();
  return {
    header: decode(header),
    claims: decode(claims),
    signed: `${header}.${claims}`,
    signature: Buffer.from(signature, "base64url"),
  };
}

function decode(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Answered below, as any other malformed part.
  }
  throw refusal.malformedAssertion();
}

function isNamed(header: Record<string, unknown>, credential: KeyCredential): boolean {
  if (!credential.key) return false;
  const der = Buffer.from(credential.key, "base64");
  const print = (algorithm: string): string => createHash(algorithm).update(der).digest("base64url");
  if (header["x5t#S256"] !== undefined) return header["x5t#S256"] === print("sha256");
  if (header["x5t"] !== undefined) return header["x5t"] === print("sha1");
  // Thumbprints go by both spellings: hexadecimal as in the portal, and base64 as the azuread plugin sends it.
  const kid = String(header["kid"]);
  return [credential.keyId, thumbprint(der), print("sha1")].includes(kid.replace(/=+$/, ""));
}

/** A certificate's thumbprint as the portal shows it. */
export function thumbprint(der: Buffer): string {
  return createHash("sha1").update(der).digest("hex").toUpperCase();
}

function publicKey(base64: string): KeyObject {
  const der = Buffer.from(base64, "base64");
  try {
    return new X509Certificate(der).publicKey;
  } catch {
    return createPublicKey({ key: der, format: "der", type: "spki" });
  }
}

function signedBy({ header, signed, signature }: Assertion, key: KeyObject): boolean {
  const data = Buffer.from(signed);
  if (header["alg"] === "RS256") return verify("sha256", data, key, signature);
  if (header["alg"] === "PS256") {
    return verify(
      "sha256",
      data,
      { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
      signature,
    );
  }
  throw refusal.badSignature("Unsupported asymmetric signing algorithm.");
}
