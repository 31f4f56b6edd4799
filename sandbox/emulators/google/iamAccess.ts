import type { Context } from "hono";
import { authorize, requireApi } from "./access.ts";
import { ApiError, errorInfo } from "./errors.ts";
import type { Project } from "./state.ts";
import type { World } from "./world.ts";

/** The project in the path, once the caller may do this there and the IAM API is on. */
export function iamProject(c: Context, world: World, permission: string): Project {
  const resource = c.req.path.replace(/^\/v1\//, "").replace(/:\w+$/, "");
  const denied = new ApiError(
    403,
    `Permission '${permission}' denied on resource '//iam.googleapis.com/${resource}' (or it may not exist).`,
    { details: [errorInfo("IAM_PERMISSION_DENIED", "iam.googleapis.com", { permission, resource })] },
  );
  const project = c.req.param("project") ?? "";
  const found = authorize(world, { request: c.req.raw, project, permission, denied });
  requireApi(world.google.state, found, "iam.googleapis.com", "Identity and Access Management (IAM) API");
  return found;
}
