import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import { type Directory, readable } from "./directory.ts";
import { badRequest, notFound } from "./errors.ts";
import { answerEntity, answerList, type GraphContext, type GraphEnv, readBody } from "./http.ts";
import { requireRight, rights } from "./rights.ts";
import { follow } from "./servicePrincipals.ts";
import type { AppRoleAssignment, EntraState, ServicePrincipal } from "./state.ts";

const filterable = ["appRoleId", "principalDisplayName", "principalId", "resourceId"];

// An assignment hangs below both its ends: the one that holds the permission, and the one whose permission it is.
const ends = [
  { segment: "appRoleAssignedTo", own: "resourceId" },
  { segment: "appRoleAssignments", own: "principalId" },
] as const;

/** Consent to application permissions, seen from both ends. */
export function assignmentRoutes(app: Hono<GraphEnv>, directory: Directory): void {
  const { state, faults, now } = directory;

  for (const { segment, own } of ends) {
    const path = `/servicePrincipals/:id/${segment}` as const;
    const mayRead = (c: GraphContext): void => {
      const aboutItself = own === "principalId" && c.req.param("id") === c.get("caller").objectId;
      if (!aboutItself) requireRight(c.get("caller"), rights.readAssignments);
    };
    const ofRequest = (c: GraphContext, end: string): AppRoleAssignment => {
      const id = c.req.param("assignment") ?? "";
      const assignment = readable(faults, state.appRoleAssignments, id);
      if (assignment[own] !== end) throw notFound(id);
      return assignment;
    };

    app.get(path, (c) => {
      mayRead(c);
      const { id } = readable(faults, state.servicePrincipals, c.req.param("id"));
      const items = Object.values(state.appRoleAssignments).filter((assignment) => assignment[own] === id);
      const visible = (assignment: AppRoleAssignment): boolean => !faults.hidden(assignment.id);
      return answerList(c, { set: "appRoleAssignments", items, filterable, visible });
    });

    app.post(path, async (c) => {
      requireRight(c.get("caller"), rights.writeAssignments);
      const { id } = readable(faults, state.servicePrincipals, c.req.param("id"));
      const body = await readBody(c);
      if (body[own] !== id) throw badRequest(`Invalid value specified for property '${own}'.`);
      const assignment = newAssignment(directory, body, now());
      state.appRoleAssignments[assignment.id] = assignment;
      faults.created(assignment.id);
      return answerEntity(c, "appRoleAssignments", assignment, 201);
    });

    app.get(`${path}/:assignment`, (c) => {
      mayRead(c);
      return answerEntity(c, "appRoleAssignments", ofRequest(c, c.req.param("id")));
    });

    app.delete(`${path}/:assignment`, (c) => {
      requireRight(c.get("caller"), rights.writeAssignments);
      delete state.appRoleAssignments[ofRequest(c, c.req.param("id")).id];
      return c.body(null, 204);
    });
  }
}

function newAssignment(
  { state, faults }: Directory,
  body: Record<string, unknown>,
  now: Date,
): AppRoleAssignment {
  const { appRoleId, principalId, resourceId } = body;
  const resource = state.servicePrincipals[String(resourceId)];
  const principal = state.servicePrincipals[String(principalId)];
  if (!principal || faults.hidden(principal.id)) throw badRequest("Not a valid reference update.");
  if (!resource) throw badRequest("Not a valid reference update.");
  const appRoles = (follow(state, resource)["appRoles"] ?? []) as { id: string }[];
  const role = appRoles.find(({ id }) => id === appRoleId);
  if (!role) {
    throw badRequest(`Permission being assigned was not found on application '${resource.appId}'.`);
  }
  if (exists(state, role.id, principal, resource)) {
    throw badRequest("Permission being assigned already exists on the object");
  }
  return {
    id: randomBytes(32).toString("base64url"),
    deletedDateTime: null,
    appRoleId: role.id,
    createdDateTime: now.toISOString(),
    principalDisplayName: follow(state, principal)["displayName"] ?? null,
    principalId: principal.id,
    principalType: "ServicePrincipal",
    resourceDisplayName: follow(state, resource)["displayName"] ?? null,
    resourceId: resource.id,
  };
}

function exists(
  state: EntraState,
  appRoleId: string,
  principal: ServicePrincipal,
  resource: ServicePrincipal,
): boolean {
  return Object.values(state.appRoleAssignments).some(
    (other) =>
      other.appRoleId === appRoleId && other.principalId === principal.id && other.resourceId === resource.id,
  );
}
