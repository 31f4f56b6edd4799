import { issueAccessToken } from "./credentials.ts";
import type { World } from "./world.ts";

/** An answer of the token endpoint. */
export interface TokenAnswer {
  status: 200 | 400 | 401 | 403;
  body: Record<string, unknown>;
}

export type Params = Readonly<Record<string, string>>;

const lifetimeSeconds = 3599;

export function refuse(status: 400 | 401 | 403, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}

/** A fresh access token, as every successful grant answers it. */
export function grantToken(
  world: World,
  token: { email: string; scopes: string[]; roles: string[]; projects?: string[]; clientId?: string },
): TokenAnswer {
  const expires = new Date(world.now().getTime() + lifetimeSeconds * 1000).toISOString();
  const value = issueAccessToken(world, { ...token, expires });
  return {
    status: 200,
    body: {
      access_token: value,
      expires_in: lifetimeSeconds,
      scope: token.scopes.join(" "),
      token_type: "Bearer",
    },
  };
}
