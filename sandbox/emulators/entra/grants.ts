import type { Hono } from "hono";
import { type Directory, readable } from "./directory.ts";
import { badRequest, GraphError, notFound } from "./errors.ts";
import { answerEntity, answerList, type GraphEnv, readBody } from "./http.ts";
import { requireRight, rights } from "./rights.ts";
import type { Oauth2PermissionGrant } from "./state.ts";

const SET = "oauth2PermissionGrants";
const filterable = ["clientId", "consentType", "principalId", "resourceId"];

/** /oauth2PermissionGrants: consent to delegated permissions. */
export function grantRoutes(app: Hono<GraphEnv>, directory: Directory): void {
  const { state, faults } = directory;
  const visible = ({ id }: Oauth2PermissionGrant): boolean => !faults.hidden(id);

  app.get("/oauth2PermissionGrants", (c) => {
    requireRight(c.get("caller"), rights.readGrants);
    const items = Object.values(state.oauth2PermissionGrants);
    return answerList(c, { set: SET, items, filterable, visible });
  });

  app.get("/servicePrincipals/:id/oauth2PermissionGrants", (c) => {
    requireRight(c.get("caller"), rights.readGrants);
    const { id } = readable(faults, state.servicePrincipals, c.req.param("id"));
    const items = Object.values(state.oauth2PermissionGrants).filter(({ clientId }) => clientId === id);
    return answerList(c, { set: SET, items, filterable, visible });
  });

  app.post("/oauth2PermissionGrants", async (c) => {
    requireRight(c.get("caller"), rights.writeGrants);
    const grant = readGrant(await readBody(c));
    for (const id of [grant.clientId, grant.resourceId]) {
      if (!(id in state.servicePrincipals) || faults.hidden(id)) throw badRequest(notFound(id).message);
    }
    if (grant.principalId !== null && !(grant.principalId in state.users)) {
      throw badRequest(notFound(grant.principalId).message);
    }
    if (Object.values(state.oauth2PermissionGrants).some((other) => sameKey(other, grant))) {
      throw new GraphError(
        409,
        "Request_MultipleObjectsWithSameKeyValue",
        "Permission entry already exists.",
      );
    }
    state.oauth2PermissionGrants[grant.id] = grant;
    faults.created(grant.id);
    return answerEntity(c, SET, grant, 201);
  });

  app.get("/oauth2PermissionGrants/:id", (c) => {
    requireRight(c.get("caller"), rights.readGrants);
    return answerEntity(c, SET, readable(faults, state.oauth2PermissionGrants, c.req.param("id")));
  });

  app.patch("/oauth2PermissionGrants/:id", async (c) => {
    requireRight(c.get("caller"), rights.writeGrants);
    const grant = readable(faults, state.oauth2PermissionGrants, c.req.param("id"));
    const { scope, ...others } = await readBody(c);
    const [fixed] = Object.keys(others);
    if (fixed) throw badRequest(`Property '${fixed}' is read-only and cannot be set.`);
    if (typeof scope !== "string") throw badRequest("Invalid value specified for property 'scope'.");
    grant.scope = scope;
    return c.body(null, 204);
  });

  app.delete("/oauth2PermissionGrants/:id", (c) => {
    requireRight(c.get("caller"), rights.writeGrants);
    const { id } = readable(faults, state.oauth2PermissionGrants, c.req.param("id"));
    delete state.oauth2PermissionGrants[id];
    return c.body(null, 204);
  });
}

function readGrant(body: Record<string, unknown>): Oauth2PermissionGrant {
  const { clientId, resourceId, consentType, scope = "" } = body;
  const principalId = body["principalId"] ?? null;
  if (typeof clientId !== "string" || typeof resourceId !== "string" || typeof scope !== "string") {
    throw badRequest("A value is required for properties 'clientId', 'resourceId' and 'scope'.");
  }
  const tenantWide = consentType === "AllPrincipals" && principalId === null;
  const oneUser = consentType === "Principal" && typeof principalId === "string";
  if (!tenantWide && !oneUser) throw badRequest("Invalid value specified for property 'consentType'.");
  const grant = { clientId, consentType, principalId: oneUser ? principalId : null, resourceId, scope };
  return { id: grantId(grant), ...grant };
}

/** Real ids are made of the ids of both ends, so that the same consent given again has the same id. */
export function grantId({
  clientId,
  resourceId,
  principalId,
}: Pick<Oauth2PermissionGrant, "clientId" | "resourceId" | "principalId">): string {
  const ids = [clientId, resourceId, principalId].filter((id) => typeof id === "string");
  return Buffer.from(ids.join("").replaceAll("-", ""), "hex").toString("base64url");
}

/** The kind of consent follows from whether there is a user. */
function sameKey(left: Oauth2PermissionGrant, right: Oauth2PermissionGrant): boolean {
  return (
    left.clientId === right.clientId &&
    left.resourceId === right.resourceId &&
    left.principalId === right.principalId
  );
}
