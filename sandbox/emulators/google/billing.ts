import type { Context, Hono } from "hono";
import { authenticate, authorize, isAllowed } from "./access.ts";
import { jsonBody, resourceAndVerb } from "./body.ts";
import { ApiError } from "./errors.ts";
import type { Project } from "./state.ts";
import type { World } from "./world.ts";

/** Cloud Billing v1: which account pays for a project. */
export function billing(app: Hono, world: World): void {
  const { state } = world.google;

  app.get("/v1/projects/:project/billingInfo", (c) =>
    c.json(infoOf(projectFor(c, "resourcemanager.projects.get"))),
  );

  app.put("/v1/projects/:project/billingInfo", async (c) => {
    const { billingAccountName } = await jsonBody(c);
    const name = typeof billingAccountName === "string" ? billingAccountName : "";
    const verb = name ? "create" : "delete";
    const project = projectFor(c, `resourcemanager.projects.${verb}BillingAssignment`);
    if (name) {
      const account = accountFrom(name);
      mayUse(c, account);
      project.billingAccount = account;
    } else {
      delete project.billingAccount;
    }
    return c.json(infoOf(project));
  });

  app.post("/v1/billingAccounts/:call", async (c) => {
    const { resource, verb } = resourceAndVerb(c.req.param("call"));
    if (verb !== "testIamPermissions") return c.notFound();
    const token = authenticate(world, c.req.raw);
    const { permissions } = await jsonBody(c);
    const asked = Array.isArray(permissions) ? permissions.map(String) : [];
    const known = state.billingAccounts.includes(resource);
    const held = asked.filter((permission) => known && isAllowed(state, token, permission, ""));
    return c.json(held.length > 0 ? { permissions: held } : {});
  });

  function projectFor(c: Context, permission: string): Project {
    const project = c.req.param("project") ?? "";
    const denied = refused();
    return authorize(world, { request: c.req.raw, project, permission, denied });
  }

  /** A billing account belongs to no project, so only roles that hold everywhere count. */
  function mayUse(c: Context, account: string): void {
    const token = authenticate(world, c.req.raw);
    const known = state.billingAccounts.includes(account);
    if (!known || !isAllowed(state, token, "billing.resourceAssociations.create", "")) throw refused();
  }
}

const refused = (): ApiError => new ApiError(403, "The caller does not have permission");

function accountFrom(name: string): string {
  const [, account] = /^billingAccounts\/([0-9A-F]{6}(?:-[0-9A-F]{6}){2})$/.exec(name) ?? [];
  if (!account) throw new ApiError(400, `Request contains an invalid argument: ${name}.`);
  return account;
}

function infoOf({ projectId, billingAccount }: Project): object {
  return {
    name: `projects/${projectId}/billingInfo`,
    projectId,
    billingAccountName: billingAccount ? `billingAccounts/${billingAccount}` : "",
    billingEnabled: billingAccount !== undefined,
  };
}
