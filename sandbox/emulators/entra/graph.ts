import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import type { TokenAuthority } from "./accessToken.ts";
import { applicationRoutes } from "./applications.ts";
import { assignmentRoutes } from "./assignments.ts";
import { batchRoutes } from "./batch.ts";
import { deletedItemRoutes } from "./deletedItems.ts";
import { applicationByAppId, type Directory, servicePrincipalByAppId } from "./directory.ts";
import { GraphError, notFound } from "./errors.ts";
import { federationRoutes } from "./federation.ts";
import { grantRoutes } from "./grants.ts";
import type { GraphEnv, GraphVersion } from "./http.ts";
import { ownerRoutes } from "./owners.ts";
import { servicePrincipalRoutes } from "./servicePrincipals.ts";
import type { EntraState } from "./state.ts";
import { tenantRoutes } from "./tenant.ts";

/**
 * Microsoft Graph, as far as app registrations need it.
 * @param send sends a request of a batch through the emulator's front door, so that faults hit it like any other
 */
export function createGraph(
  directory: Directory,
  authority: TokenAuthority,
  send: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  const app = new Hono<GraphEnv>();

  app.use(async (c, next) => {
    const audiences = new Set([new URL(c.env.base).origin, "https://graph.microsoft.com", GRAPH_APP_ID]);
    c.set("caller", authority.verify(c.req.header("authorization"), audiences));
    await next();
    c.res.headers.set("request-id", randomUUID());
  });
  batchRoutes(app, send);
  applicationRoutes(app, directory);
  federationRoutes(app, directory);
  servicePrincipalRoutes(app, directory);
  ownerRoutes(app, directory, "applications");
  ownerRoutes(app, directory, "servicePrincipals");
  grantRoutes(app, directory);
  assignmentRoutes(app, directory);
  deletedItemRoutes(app, directory);
  tenantRoutes(app, directory);

  const failed = (error: GraphError): Response =>
    Response.json(error.body(directory.now(), randomUUID()), { status: error.status });
  app.notFound((c) => failed(unknownSegment(c.req.path)));
  app.onError((error) => {
    if (error instanceof GraphError) return failed(error);
    throw error;
  });

  return async (request) => {
    const url = new URL(request.url);
    const [, version, path = "/"] = /^\/(v1\.0|beta)(\/.*)?$/.exec(url.pathname) ?? [];
    if (!version)
      return failed(new GraphError(400, "BadRequest", `Invalid version: ${url.pathname.split("/")[1]}`));
    try {
      const inner = new URL(
        byAlternateKey(directory.state, decodeURIComponent(path)) + url.search,
        url.origin,
      );
      const env = { version: version as GraphVersion, base: `https://${url.host}/${version}` };
      return await app.fetch(await readdress(request, inner), env);
    } catch (error) {
      if (error instanceof GraphError) return failed(error);
      throw error;
    }
  };
}

/** Turns "/applications(appId='…')/owners" into "/applications/{id}/owners". */
function byAlternateKey(state: EntraState, path: string): string {
  const [, set, key, value = "", rest] = /^\/(\w+)\((?:(\w+)=)?'([^']*)'\)(.*)$/.exec(path) ?? [];
  if (!set) return path;
  if (!key) return `/${set}/${value}${rest}`;
  const object =
    set === "applications" ? applicationByAppId(state, value) : servicePrincipalByAppId(state, value);
  if (key !== "appId" || !object) throw notFound(value);
  return `/${set}/${object.id}${rest}`;
}

async function readdress(request: Request, url: URL): Promise<Request> {
  const { method, headers } = request;
  const body = await request.text();
  return new Request(url, { method, headers, ...(body === "" ? {} : { body }) });
}

function unknownSegment(path: string): GraphError {
  const segment = path.split("/").find((part) => part !== "") ?? "";
  return new GraphError(400, "BadRequest", `Resource not found for the segment '${segment}'.`);
}
