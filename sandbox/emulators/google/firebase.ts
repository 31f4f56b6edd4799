import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import { jsonBody, resourceAndVerb } from "./body.ts";
import { ApiError } from "./errors.ts";
import { firebaseAccess, firebaseOf } from "./firebaseAccess.ts";
import type { WebApp } from "./firebaseState.ts";
import { findLongOperation, pollLongOperation, startLongOperation } from "./longOperations.ts";
import { pageOf } from "./paging.ts";
import { own, type Project } from "./state.ts";
import type { World } from "./world.ts";

/** Firebase Management v1beta1: whether a project is one of Firebase's, its web apps, and operations. */
export function firebase(app: Hono, world: World): void {
  const base = "/v1beta1/projects/:project";

  app.get(base, (c) => {
    const project = firebaseAccess(c, world, c.req.param("project"), "firebase.projects.get");
    firebaseOf(world, project);
    const { projectId, projectNumber, name: displayName } = project;
    return c.json({ name: `projects/${projectId}`, projectId, projectNumber, displayName, state: "ACTIVE" });
  });

  app.get(`${base}/webApps`, (c) => {
    const project = firebaseAccess(c, world, c.req.param("project"), "firebase.clients.list");
    const all = Object.entries(firebaseOf(world, project).webApps)
      .filter(([, { state }]) => state === "ACTIVE" || c.req.query("showDeleted") === "true")
      .map(([appId, webApp]) => view(project, appId, webApp));
    const page = pageOf(all, (name) => c.req.query(name), { standard: 100, most: 100 });
    return c.json({
      ...(page.items.length > 0 && { apps: page.items }),
      ...(page.nextPageToken && { nextPageToken: page.nextPageToken }),
    });
  });

  app.post(`${base}/webApps`, async (c) => {
    const project = firebaseAccess(c, world, c.req.param("project"), "firebase.clients.create");
    const { displayName } = await jsonBody(c);
    const appId = `1:${project.projectNumber}:web:${randomBytes(11).toString("hex")}`;
    const webApp: WebApp = { displayName: String(displayName ?? ""), state: "ACTIVE" };
    firebaseOf(world, project).webApps[appId] = webApp;
    const type = "type.googleapis.com/google.firebase.v1beta1.WebApp";
    const response = { "@type": type, ...view(project, appId, webApp) };
    return c.json(startLongOperation(world, "operations/fb.", project.projectId, { response }));
  });

  app.post(`${base}/webApps/:call`, async (c) => {
    const { resource: appId, verb } = resourceAndVerb(c.req.param("call"));
    if (verb !== "remove") return c.notFound();
    const project = firebaseAccess(c, world, c.req.param("project"), "firebase.clients.delete");
    const { immediate, allowMissing } = await jsonBody(c);
    const { webApps } = firebaseOf(world, project);
    const webApp = own(webApps, appId);
    if (!webApp && allowMissing !== true) throw new ApiError(404, "Requested entity was not found.");
    if (webApp) webApp.state = "DELETED";
    if (immediate === true) delete webApps[appId];
    const response = webApp ? view(project, appId, webApp) : {};
    return c.json(startLongOperation(world, "operations/fb.", project.projectId, { response }));
  });

  app.get("/v1beta1/operations/:id", (c) => {
    const name = `operations/${c.req.param("id")}`;
    firebaseAccess(c, world, findLongOperation(world, name).projectId, "firebase.projects.get");
    return c.json(pollLongOperation(world, name));
  });
}

function view({ projectId }: Project, appId: string, { displayName, state }: WebApp) {
  return { name: `projects/${projectId}/webApps/${appId}`, appId, displayName, projectId, state };
}
