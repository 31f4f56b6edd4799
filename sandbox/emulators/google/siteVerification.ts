import type { Context, Hono } from "hono";
import { authenticate, requireApi, requireScope } from "./access.ts";
import { isObject, jsonBody } from "./body.ts";
import { hashOf } from "./credentials.ts";
import { ApiError } from "./errors.ts";
import { type AccessToken, findProject, own } from "./state.ts";
import type { World } from "./world.ts";

const scope = "https://www.googleapis.com/auth/siteverification";

interface Site {
  type: "INET_DOMAIN";
  identifier: string;
}

/**
 * Site Verification v1, for domains by a TXT record: it believes what `state.siteVerification.dns` says. With a custom
 * endpoint its paths start with the version, as the gcp plugin calls them there.
 */
export function siteVerification(app: Hono, world: World): void {
  const { state } = world.google;

  for (const base of ["/siteVerification/v1", "/v1"]) {
    app.post(`${base}/token`, async (c) => {
      const caller = callerOf(c, world);
      const { site, verificationMethod } = await jsonBody(c);
      const method = methodFrom(verificationMethod);
      return c.json({ method, token: tokenFor(caller, siteFrom(site)) });
    });

    app.post(`${base}/webResource`, async (c) => {
      const caller = callerOf(c, world);
      methodFrom(c.req.query("verificationMethod"));
      const site = siteFrom((await jsonBody(c)).site);
      if (!stands(caller, site)) {
        throw new ApiError(400, "The necessary verification token could not be found on your site.");
      }
      const id = idOf(site);
      state.siteVerification.owners[id] = [
        ...new Set([...(state.siteVerification.owners[id] ?? []), caller.email]),
      ];
      return c.json(view(id));
    });

    app.get(`${base}/webResource/:id`, (c) => {
      const caller = callerOf(c, world);
      return c.json(view(ownedBy(caller, c.req.param("id"))));
    });

    app.delete(`${base}/webResource/:id`, (c) => {
      const caller = callerOf(c, world);
      const id = ownedBy(caller, c.req.param("id"));
      // While the record stands Google would take the owner for verified again at once.
      if (stands(caller, siteOf(id))) {
        throw new ApiError(
          400,
          "You cannot unverify your ownership of this site until your verification token (meta tag, HTML file, Google Analytics tracking code, Google Tag Manager container code, or DNS record) has been removed.",
        );
      }
      const left = (state.siteVerification.owners[id] ?? []).filter((email) => email !== caller.email);
      if (left.length > 0) state.siteVerification.owners[id] = left;
      else delete state.siteVerification.owners[id];
      return c.body(null, 204);
    });
  }

  function stands(caller: AccessToken, site: Site): boolean {
    return own(state.siteVerification.dns, site.identifier)?.includes(tokenFor(caller, site)) ?? false;
  }

  function ownedBy(caller: AccessToken, id: string): string {
    if (own(state.siteVerification.owners, id)?.includes(caller.email)) return id;
    throw new ApiError(404, "The site or domain is not one of those that you have verified.");
  }

  function view(id: string): object {
    return { id: encodeURIComponent(id), site: siteOf(id), owners: state.siteVerification.owners[id] };
  }
}

/** No role is needed, but a scope; and the API must be on in the project that the call counts for. */
function callerOf(c: Context, world: World): AccessToken {
  const caller = authenticate(world, c.req.raw);
  requireScope(caller, scope, "siteverification.googleapis.com");
  const project = findProject(world.google.state, c.req.header("x-goog-user-project") ?? "");
  if (project) {
    const title = "Google Site Verification API";
    requireApi(world.google.state, project, "siteverification.googleapis.com", title);
  }
  return caller;
}

/** Each person gets a token of their own for a domain, and always the same one. */
function tokenFor({ email }: AccessToken, { identifier }: Site): string {
  const digest = Buffer.from(hashOf(`${email} ${identifier}`), "hex").toString("base64url");
  return `google-site-verification=${digest}`;
}

function siteFrom(value: unknown): Site {
  const { type, identifier } = isObject(value) ? value : {};
  if (type !== "INET_DOMAIN") {
    throw new ApiError(400, `Invalid value for site.type: ${String(type)}. Allowed here is INET_DOMAIN.`);
  }
  if (typeof identifier !== "string" || !/^([a-z0-9-]+\.)+[a-z0-9-]+$/i.test(identifier)) {
    throw new ApiError(400, `Invalid value for site.identifier: ${String(identifier)}.`);
  }
  return { type, identifier: identifier.toLowerCase() };
}

function methodFrom(value: unknown): "DNS_TXT" {
  if (value === "DNS_TXT") return value;
  throw new ApiError(400, `Invalid value for verificationMethod: ${String(value)}. Allowed here is DNS_TXT.`);
}

const idOf = ({ identifier }: Site): string => `dns://${identifier}`;
const siteOf = (id: string): Site => ({ type: "INET_DOMAIN", identifier: id.replace("dns://", "") });
