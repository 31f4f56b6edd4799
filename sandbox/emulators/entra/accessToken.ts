import { createHmac, createSecretKey, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { unauthenticated } from "./errors.ts";

const LIFETIME_SECONDS = 3600;

/** Who calls, as the access token says. */
export interface Caller {
  appId: string;
  /** Object id of the caller's service principal. */
  objectId: string;
  roles: readonly string[];
}

export interface IssueRequest extends Caller {
  tenantId: string;
  audience: string;
  appDisplayName: string;
}

export interface TokenAuthority {
  issue: (request: IssueRequest) => { accessToken: string; expiresIn: number };
  /** @throws GraphError when the token was not issued here, is too old or is for another resource. */
  verify: (authorization: string | undefined, audiences: ReadonlySet<string>) => Caller;
}

/**
 * Issues and checks access tokens. Clients treat them as opaque; only the emulator that issued one can check it, so a
 * symmetric key, made up at every start, is enough.
 */
export function createTokenAuthority(now: () => Date): TokenAuthority {
  const key = createSecretKey(randomBytes(32));
  const seconds = (): number => Math.floor(now().getTime() / 1000);
  const sign = (content: string): string => createHmac("sha256", key).update(content).digest("base64url");

  return {
    issue: ({ tenantId, audience, appDisplayName, appId, objectId, roles }) => {
      const issuedAt = seconds();
      const claims = {
        aud: audience,
        iss: `https://sts.windows.net/${tenantId}/`,
        iat: issuedAt,
        nbf: issuedAt,
        exp: issuedAt + LIFETIME_SECONDS,
        app_displayname: appDisplayName,
        appid: appId,
        idtyp: "app",
        oid: objectId,
        sub: objectId,
        tid: tenantId,
        roles,
        scp: "",
        uti: randomUUID(),
        ver: "1.0",
      };
      const content = `${encode({ typ: "JWT", alg: "HS256" })}.${encode(claims)}`;
      return { accessToken: `${content}.${sign(content)}`, expiresIn: LIFETIME_SECONDS };
    },

    verify: (authorization, audiences) => {
      const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
      if (!token) throw unauthenticated("Access token is empty.");
      const [header, payload, signature, ...more] = token.split(".");
      if (!header || !payload || !signature || more.length > 0) {
        throw unauthenticated("IDX14100: JWT is not well formed, there are no dots (.).");
      }
      const expected = Buffer.from(sign(`${header}.${payload}`));
      const given = Buffer.from(signature);
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
        throw unauthenticated("Access token validation failure. Invalid signature.");
      }
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
      if (claims.exp <= seconds()) throw unauthenticated("Lifetime validation failed, the token is expired.");
      if (!audiences.has(claims.aud))
        throw unauthenticated("Access token validation failure. Invalid audience.");
      return { appId: claims.appid, objectId: claims.oid, roles: claims.roles };
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
