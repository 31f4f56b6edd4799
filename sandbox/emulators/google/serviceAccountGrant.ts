import { verify } from "node:crypto";
import { isObject } from "./body.ts";
import { own } from "./state.ts";
import { grantToken, type Params, refuse, type TokenAnswer } from "./tokenAnswer.ts";
import type { World } from "./world.ts";

const audiences = new Set([
  "https://oauth2.googleapis.com/token",
  "https://www.googleapis.com/oauth2/v4/token",
  "https://accounts.google.com/o/oauth2/token",
]);

/** The signed assertion of a service account, traded for an access token (RFC 7523). */
export function exchangeAssertion(world: World, params: Params): TokenAnswer {
  if (!params.assertion) return refuse(400, "invalid_request", "Missing required parameter: assertion");
  const [head = "", payload = "", signature = ""] = params.assertion.split(".");
  const header = decode(head);
  const claims = decode(payload);
  if (!header || !claims) return refuse(400, "invalid_grant", "Invalid JWT: Failed to parse.");

  const account = own(world.google.state.serviceAccounts, String(claims.iss));
  if (!account) return refuse(400, "invalid_grant", "Invalid grant: account not found");
  const candidates = Object.entries(account.keys).filter(([id]) => !header.kid || id === header.kid);
  const signed = Buffer.from(`${head}.${payload}`);
  const proof = Buffer.from(signature, "base64url");
  if (!candidates.some(([, key]) => verify("RSA-SHA256", signed, key, proof))) {
    return refuse(400, "invalid_grant", "Invalid JWT Signature.");
  }
  if (!audiences.has(String(claims.aud))) {
    return refuse(
      400,
      "invalid_grant",
      "Invalid JWT: Failed audience check. The right audience is https://oauth2.googleapis.com/token",
    );
  }
  const now = world.now().getTime() / 1000;
  const issued = Number(claims.iat);
  const expires = Number(claims.exp);
  const clockSkew = 300;
  if (!(issued <= now + clockSkew && expires > now - clockSkew && expires - issued <= 3600)) {
    return refuse(
      400,
      "invalid_grant",
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    );
  }
  const scopes = String(claims.scope ?? "")
    .split(" ")
    .filter(Boolean);
  if (scopes.length === 0) return refuse(400, "invalid_scope", "Empty or missing scope not allowed.");
  return grantToken(world, {
    email: account.email,
    scopes,
    roles: account.roles,
    projects: [account.projectId],
  });
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
