import type { Context, Hono } from "hono";
import { authenticate, authorize, isAllowed } from "./access.ts";
import { jsonBody, resourceAndVerb } from "./body.ts";
import { ApiError, errorInfo } from "./errors.ts";
import { policyOf, setPolicy } from "./iamPolicies.ts";
import { pageOf } from "./paging.ts";
import { findProject, type Project } from "./state.ts";
import type { World } from "./world.ts";

/**
 * Resource Manager v1 and v3: projects as they are, who may do what there, and the question what the caller may do. How
 * they come and go is in `projectLifecycle.ts`.
 */
export function resourceManager(app: Hono, world: World): void {
  const { state } = world.google;

  function get(c: Context): Project {
    const project = c.req.param("project") ?? "";
    const permission = "resourcemanager.projects.get";
    const refused = denied(permission, project);
    const found = authorize(world, { request: c.req.raw, project, permission, denied: refused });
    if (world.google.faults.hidden(`project:${found.projectId}`)) throw refused;
    return found;
  }

  app.get("/v1/projects", (c) => {
    const token = authenticate(world, c.req.raw);
    const seen = Object.values(state.projects).filter((project) =>
      isAllowed(state, token, "resourcemanager.projects.get", project.projectId),
    );
    const query = (name: string) => c.req.query(name);
    return c.json(pageOf("projects", seen.map(projectView), query, { standard: 500, most: 500 }));
  });

  app.get("/v1/projects/:project", (c) => c.json(projectView(get(c))));

  app.get("/v3/projects/:project", (c) => {
    const project = get(c);
    const { parent } = project;
    return c.json({
      name: `projects/${project.projectNumber}`,
      ...(parent && { parent: `${parent.type}s/${parent.id}` }),
      projectId: project.projectId,
      state: project.lifecycleState,
      displayName: project.name,
      createTime: project.createTime,
    });
  });

  app.on("POST", ["/v1/projects/:call", "/v3/projects/:call"], async (c) => {
    const { resource, verb } = resourceAndVerb(c.req.param("call"));
    if (verb === "getIamPolicy" || verb === "setIamPolicy") {
      const permission = `resourcemanager.projects.${verb}`;
      const guard = {
        request: c.req.raw,
        project: resource,
        permission,
        denied: denied(permission, resource),
      };
      const name = `projects/${authorize(world, guard).projectId}`;
      const body = await jsonBody(c);
      return c.json(verb === "getIamPolicy" ? policyOf(state, name) : setPolicy(state, name, body));
    }
    if (verb !== "testIamPermissions") return c.notFound();
    const token = authenticate(world, c.req.raw);
    const { permissions } = await jsonBody(c);
    if (!Array.isArray(permissions)) throw new ApiError(400, "permissions must be a list.");
    const project = findProject(state, resource);
    const held = permissions
      .map(String)
      .filter((p) => project && isAllowed(state, token, p, project.projectId));
    return c.json(held.length > 0 ? { permissions: held } : {});
  });
}

/** A project in the shape of v1, which does not tell who pays for it. */
export function projectView({ billingAccount: _, ...project }: Project): object {
  return project;
}

/** What Resource Manager answers to whoever may not do something there, and for what does not exist. */
export function denied(permission: string, project: string): ApiError {
  return new ApiError(403, "The caller does not have permission", {
    details: [
      errorInfo("IAM_PERMISSION_DENIED", "cloudresourcemanager.googleapis.com", {
        permission,
        resource: `projects/${project}`,
      }),
    ],
  });
}
