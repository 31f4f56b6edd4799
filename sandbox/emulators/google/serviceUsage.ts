import type { Context, Hono } from "hono";
import { authorize } from "./access.ts";
import { jsonBody, resourceAndVerb } from "./body.ts";
import { ApiError, errorInfo, failedPrecondition } from "./errors.ts";
import { operationView, startOperation, visibleState } from "./operations.ts";
import { pageOf } from "./paging.ts";
import { serviceCatalogue } from "./serviceCatalogue.ts";
import type { Project } from "./state.ts";
import type { World } from "./world.ts";

/** Service Usage v1: which APIs a project has switched on. */
export function serviceUsage(app: Hono, world: World): void {
  const { state } = world.google;

  function projectOf(c: Context, permission: string): Project {
    const project = c.req.param("project") ?? "";
    return authorize(world, { request: c.req.raw, project, permission, denied: denied(permission, project) });
  }

  app.get("/v1/projects/:project/services", (c) => {
    const project = projectOf(c, "serviceusage.services.list");
    const filter = c.req.query("filter");
    const wanted = /^state:(ENABLED|DISABLED)$/.exec(filter ?? "")?.[1];
    if (filter && !wanted) {
      throw new ApiError(400, `Invalid filter: ${filter}. Allowed are state:ENABLED and state:DISABLED.`);
    }
    const known = Object.keys(state.services[project.projectId] ?? {});
    const names = [...new Set([...known, ...serviceCatalogue])];
    const services = names
      .map((name) => serviceView(world, project, name))
      .filter((service) => !wanted || service.state === wanted);
    const query = (name: string) => c.req.query(name);
    return c.json(pageOf("services", services, query, { standard: 50, most: 200 }));
  });

  app.get("/v1/projects/:project/services/:service", (c) => {
    const project = projectOf(c, "serviceusage.services.get");
    const name = c.req.param("service");
    assertKnown(name);
    return c.json(serviceView(world, project, name));
  });

  app.post("/v1/projects/:project/services/:call", async (c) => {
    const { resource: name, verb } = resourceAndVerb(c.req.param("call"));
    if (verb !== "enable" && verb !== "disable") return c.notFound();
    const project = projectOf(c, `serviceusage.services.${verb}`);
    await jsonBody(c);
    assertKnown(name);
    if (verb === "disable" && state.services[project.projectId]?.[name] !== "ENABLED") {
      throw failedPrecondition(`Service ${name} is not enabled for project ${project.projectNumber}.`);
    }
    return c.json(startOperation(world, { verb, projectId: project.projectId, services: [name] }));
  });

  app.post("/v1/projects/:project/services:batchEnable", async (c) => {
    const project = projectOf(c, "serviceusage.services.enable");
    const { serviceIds } = await jsonBody(c);
    const names = Array.isArray(serviceIds) ? serviceIds.map(String) : [];
    if (names.length === 0) throw new ApiError(400, "At least one service must be specified in service_ids.");
    if (names.length > 20) throw new ApiError(400, "Cannot enable more than 20 services in one request.");
    for (const name of names) assertKnown(name);
    return c.json(
      startOperation(world, { verb: "batchEnable", projectId: project.projectId, services: names }),
    );
  });

  app.get("/v1/operations/:id{acf\\..+}", (c) => {
    const name = `operations/${c.req.param("id")}`;
    const operation = state.operations[name];
    const permission = "serviceusage.operations.get";
    authorize(world, {
      request: c.req.raw,
      project: operation?.projectId ?? Object.keys(state.projects)[0] ?? "",
      permission,
      denied: denied(permission, name),
    });
    if (!operation) throw new ApiError(404, `Operation ${name} not found.`);
    operation.pollsLeft = Math.max(0, operation.pollsLeft - 1);
    return c.json(operationView(world, name, operation));
  });
}

/** A service as Service Usage shows it. */
function serviceView(world: World, project: Project, name: string) {
  const parent = `projects/${project.projectNumber}`;
  return {
    name: `${parent}/services/${name}`,
    parent,
    state: visibleState(world, project, name),
    config: { name, title: name },
  };
}

function assertKnown(name: string): void {
  if (serviceCatalogue.has(name)) return;
  throw new ApiError(403, `Not found or permission denied for service(s): ${name}.`, {
    details: [
      errorInfo("SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED", "serviceusage.googleapis.com", {
        services: name,
      }),
    ],
  });
}

function denied(permission: string, resource: string): ApiError {
  return new ApiError(
    403,
    `Permission denied to ${permission.split(".").at(-1)} service on '${resource}', or it does not exist.`,
    {
      details: [errorInfo("AUTH_PERMISSION_DENIED", "serviceusage.googleapis.com", { permission, resource })],
    },
  );
}
