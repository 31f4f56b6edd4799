import type { Context, Hono } from "hono";
import { bearerOf, tokenOf } from "./access.ts";
import { hashOf } from "./credentials.ts";
import type { World } from "./world.ts";

/** Who a token belongs to: the userinfo endpoints and `tokeninfo`. */
export function userinfo(app: Hono, world: World): void {
  const answer = (c: Context) => {
    const bearer = bearerOf(c.req.raw) ?? c.req.query("access_token");
    const token = bearer ? tokenOf(world, bearer) : undefined;
    if (!token) return c.json({ error: "invalid_request", error_description: "Invalid Credentials" }, 401);
    const id = subjectOf(token.email);
    const subject = c.req.path.includes("/v3/") || c.req.path === "/v1/userinfo" ? { sub: id } : { id };
    const verified = "sub" in subject ? { email_verified: true } : { verified_email: true };
    return c.json({ ...subject, email: token.email, ...verified });
  };
  app.on(
    ["GET", "POST"],
    ["/v1/userinfo", "/oauth2/v1/userinfo", "/oauth2/v2/userinfo", "/oauth2/v3/userinfo"],
    answer,
  );
}

/** `tokeninfo` judges access tokens, never clients. */
export function tokeninfo(app: Hono, world: World): void {
  app.on(["GET", "POST"], ["/tokeninfo", "/oauth2/v3/tokeninfo"], (c) => {
    const bearer = c.req.query("access_token");
    const token = bearer ? tokenOf(world, bearer) : undefined;
    if (!token) return c.json({ error: "invalid_token", error_description: "Invalid Value" }, 400);
    const left = token.expires
      ? Math.floor((Date.parse(token.expires) - world.now().getTime()) / 1000)
      : 3599;
    return c.json({
      ...(token.clientId && { azp: token.clientId, aud: token.clientId }),
      sub: subjectOf(token.email),
      scope: token.scopes.join(" "),
      expires_in: String(left),
      email: token.email,
      email_verified: "true",
      access_type: "offline",
    });
  });
}

/** A stable 21-digit account number for an address. */
function subjectOf(email: string): string {
  return `1${BigInt(`0x${hashOf(email).slice(0, 24)}`)}`.slice(0, 21).padEnd(21, "0");
}
