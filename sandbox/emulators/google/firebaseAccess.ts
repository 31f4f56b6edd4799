import type { Context } from "hono";
import { authorize, requireApi } from "./access.ts";
import { ApiError } from "./errors.ts";
import type { FirebaseProject } from "./firebaseState.ts";
import { own, type Project } from "./state.ts";
import type { World } from "./world.ts";

/** The project that a request is about, once the caller may do this there and Firebase's API is on. */
export function firebaseAccess(c: Context, world: World, project: string, permission: string): Project {
  const denied = new ApiError(403, "The caller does not have permission");
  const found = authorize(world, { request: c.req.raw, project, permission, denied });
  requireApi(world.google.state, found, "firebase.googleapis.com", "Firebase Management API");
  return found;
}

/** What Firebase knows of a project. @throws ApiError 404 when Firebase was never added to it */
export function firebaseOf(world: World, project: Project): FirebaseProject {
  const found = own(world.google.state.firebase, project.projectId);
  if (!found) throw new ApiError(404, "Requested entity was not found.");
  return found;
}
