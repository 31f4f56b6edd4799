/**
 * Which tenant a request to login.microsoftonline.com or graph.microsoft.com is about: the one in the path of the token endpoint, by
 * id or domain, or the one that issued the access token. Nothing is checked: that is the tenant's own emulator's part.
 *
 * @returns in lower case; undefined where the request names none
 */
export function tenantOf(request: Request): string | undefined {
  const [, named] = /^https:\/\/[^/]+\/([^/?]+)\/oauth2\//.exec(request.url) ?? [];
  return (named ?? issuer(request.headers.get("authorization")))?.toLowerCase();
}

function issuer(authorization: string | null): string | undefined {
  const [, payload] = /^Bearer [^.]+\.([^.]+)\./i.exec(authorization ?? "") ?? [];
  try {
    return String(JSON.parse(Buffer.from(payload ?? "", "base64url").toString()).tid);
  } catch {
    return undefined;
  }
}
