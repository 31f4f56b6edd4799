import type { Context } from "hono";
import { authorize, requireApi } from "./access.ts";
import { ApiError } from "./errors.ts";
import { own, type Project, type Secret } from "./state.ts";
import type { World } from "./world.ts";

/** The project in the path, once the caller may do this there and the API is on. */
export function projectFor(c: Context, world: World, permission: string): Project {
  const project = c.req.param("project") ?? "";
  const resource = c.req.path.replace(/^\/v1\//, "").replace(/:\w+$/, "");
  const secret = resource.split("/")[3];
  const message = `Permission '${permission}' denied for resource '${resource}' (or it may not exist).`;
  const found = authorize(world, {
    request: c.req.raw,
    project,
    permission,
    ...(secret ? { resource: (owner: Project) => secretName(owner, secret) } : {}),
    denied: new ApiError(403, message),
  });
  requireApi(world.google.state, found, "secretmanager.googleapis.com", "Secret Manager API");
  return found;
}

export function secretName(project: Project, id: string): string {
  return `projects/${project.projectNumber}/secrets/${id}`;
}

/** @throws ApiError 404 */
export function existingSecret(world: World, project: Project, id: string): Secret {
  const secret = own(world.google.state.secrets[project.projectId], id);
  if (!secret) throw new ApiError(404, `Secret [${secretName(project, id)}] not found.`);
  return secret;
}
