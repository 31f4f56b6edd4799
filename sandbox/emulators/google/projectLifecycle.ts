import { randomInt } from "node:crypto";
import type { Context, Hono } from "hono";
import { authenticate, authorize, isAllowed, memberOf } from "./access.ts";
import { isObject, jsonBody, stringMap } from "./body.ts";
import { ApiError, failedPrecondition } from "./errors.ts";
import { findLongOperation, pollLongOperation, startLongOperation } from "./longOperations.ts";
import { denied, projectView } from "./resourceManager.ts";
import { findProject, type Project } from "./state.ts";
import type { World } from "./world.ts";

/** Resource Manager v1: projects are created, renamed, labelled, and deleted for 30 days before they are gone. */
export function projectLifecycle(app: Hono, world: World): void {
  const { state, faults } = world.google;

  app.post("/v1/projects", async (c) => {
    const token = authenticate(world, c.req.raw);
    const body = await jsonBody(c);
    const projectId = idFrom(body.projectId);
    if (!isAllowed(state, token, "resourcemanager.projects.create", projectId)) {
      throw denied("resourcemanager.projects.create", projectId);
    }
    // An id that is taken stays so for good, whoever has it and whether it was deleted since.
    if (findProject(state, projectId)) throw new ApiError(409, "Requested entity already exists");
    const project: Project = {
      projectId,
      projectNumber: String(randomInt(10 ** 11, 10 ** 12 - 1)),
      name: typeof body.name === "string" ? body.name : projectId,
      lifecycleState: "ACTIVE",
      createTime: world.now().toISOString(),
      ...withParent(body.parent),
      ...withLabels(body.labels),
    };
    state.projects[projectId] = project;
    state.services[projectId] = {};
    const owner = { role: "roles/owner", members: [memberOf(token.email)] };
    state.iamPolicies[`projects/${projectId}`] = { revision: 1, bindings: [owner] };
    faults.created(`project:${projectId}`);
    const type = "type.googleapis.com/google.cloudresourcemanager.v1.Project";
    const response = { "@type": type, ...projectView(project) };
    return c.json(startLongOperation(world, "operations/cp.", projectId, { response }));
  });

  app.get("/v1/operations/:id{cp\\..+}", (c) => {
    const name = `operations/${c.req.param("id")}`;
    authenticate(world, c.req.raw);
    allowed(c, "resourcemanager.projects.get", findLongOperation(world, name).projectId);
    return c.json(pollLongOperation(world, name));
  });

  app.put("/v1/projects/:project", async (c) => {
    const project = allowed(c, "resourcemanager.projects.update", c.req.param("project"));
    const body = await jsonBody(c);
    assertActive(project);
    const { labels: _, ...kept } = project;
    const changed: Project = {
      ...kept,
      ...(typeof body.name === "string" && { name: body.name }),
      ...withParent(body.parent),
      ...withLabels(body.labels),
    };
    state.projects[project.projectId] = changed;
    return c.json(projectView(changed));
  });

  app.delete("/v1/projects/:project", (c) => {
    const project = allowed(c, "resourcemanager.projects.delete", c.req.param("project"));
    assertActive(project);
    project.lifecycleState = "DELETE_REQUESTED";
    return c.json({});
  });

  function allowed(c: Context, permission: string, project: string): Project {
    return authorize(world, { request: c.req.raw, project, permission, denied: denied(permission, project) });
  }
}

function idFrom(value: unknown): string {
  if (typeof value === "string" && /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(value)) return value;
  throw new ApiError(400, "field [project_id] has issue [project_id contains invalid characters or length]");
}

function withParent(parent: unknown): Pick<Project, "parent"> {
  if (!isObject(parent)) return {};
  const { type, id } = parent;
  if ((type !== "organization" && type !== "folder") || !/^\d+$/.test(String(id))) {
    throw new ApiError(400, "field [parent] has issue [must be an organization or a folder with its number]");
  }
  return { parent: { type, id: String(id) } };
}

function withLabels(value: unknown): Pick<Project, "labels"> {
  const labels = stringMap(value ?? {});
  if (!labels) throw new ApiError(400, "field [labels] has issue [must be a map of strings]");
  return Object.keys(labels).length > 0 ? { labels } : {};
}

function assertActive(project: Project): void {
  if (project.lifecycleState === "ACTIVE") return;
  throw failedPrecondition(`Project ${project.projectId} is in the state ${project.lifecycleState}.`);
}
