import type { Context, Hono } from "hono";
import { authenticate, authorize, isAllowed, requireApi } from "./access.ts";
import { ApiError } from "./errors.ts";
import { own, type Project } from "./state.ts";
import type { World } from "./world.ts";

/** Identity Platform admin v2: with which OAuth client people sign in with Google. */
export function identityToolkit(app: Hono, world: World): void {
  const { state, faults } = world.google;
  const path = "/admin/v2/projects/:project/defaultSupportedIdpConfigs/google.com";

  app.get(path, (c) => {
    const { projectId, projectNumber } = projectFor(c, "firebaseauth.configs.get");
    const config = own(state.idpConfigs, projectId);
    if (!config || faults.hidden(`idpConfig:${projectId}`)) throw notFound();
    const { clientSecret, ...rest } = config;
    const name = `projects/${projectNumber}/defaultSupportedIdpConfigs/google.com`;
    const token = authenticate(world, c.req.raw);
    // Without the right to the secret the call succeeds, and the secret is left out.
    const withSecret = isAllowed(state, token, "firebaseauth.configs.getSecret", projectId);
    return c.json({ name, ...rest, ...(withSecret && { clientSecret }) });
  });

  app.delete(path, (c) => {
    const { projectId } = projectFor(c, "firebaseauth.configs.update");
    if (!own(state.idpConfigs, projectId)) throw notFound();
    delete state.idpConfigs[projectId];
    return c.json({});
  });

  function projectFor(c: Context, permission: string): Project {
    const project = c.req.param("project") ?? "";
    const denied = new ApiError(403, "The caller does not have permission");
    const found = authorize(world, { request: c.req.raw, project, permission, denied });
    requireApi(state, found, "identitytoolkit.googleapis.com", "Identity Toolkit API");
    return found;
  }
}

const notFound = (): ApiError => new ApiError(404, "CONFIGURATION_NOT_FOUND");
