import type { Context, Hono } from "hono";
import { isObject, jsonBody, resourceAndVerb, withoutEmpty } from "./body.ts";
import { newUniqueId } from "./credentials.ts";
import { ApiError } from "./errors.ts";
import { iamProject } from "./iamAccess.ts";
import { policyOf, setPolicy } from "./iamPolicies.ts";
import { own, type ServiceAccount } from "./state.ts";
import type { World } from "./world.ts";

/** IAM v1: service accounts, and who may act as them. */
export function serviceAccounts(app: Hono, world: World): void {
  const { state, faults } = world.google;
  const path = "/v1/projects/:project/serviceAccounts";

  app.post(path, async (c) => {
    const project = iamProject(c, world, "iam.serviceAccounts.create");
    const { accountId, serviceAccount } = await jsonBody(c);
    if (typeof accountId !== "string" || !/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(accountId)) {
      throw new ApiError(
        400,
        "The field [account_id] must be 6 to 30 lowercase letters, digits and hyphens.",
      );
    }
    const email = `${accountId}@${project.projectId}.iam.gserviceaccount.com`;
    if (own(state.serviceAccounts, email)) {
      throw new ApiError(
        409,
        `Service account ${accountId} already exists within project projects/${project.projectId}.`,
      );
    }
    const { displayName, description } = isObject(serviceAccount) ? serviceAccount : {};
    const account: ServiceAccount = {
      email,
      projectId: project.projectId,
      roles: [],
      keys: {},
      uniqueId: newUniqueId(),
      displayName: String(displayName ?? ""),
      description: String(description ?? ""),
      disabled: false,
    };
    state.serviceAccounts[email] = account;
    faults.created(`serviceAccount:${email}`);
    return c.json(view(account));
  });

  app.get(`${path}/:email`, (c) => {
    const account = accountFor(c, "iam.serviceAccounts.get", c.req.param("email"));
    if (faults.hidden(`serviceAccount:${account.email}`)) throw unknown(account.email);
    return c.json(view(account));
  });

  app.patch(`${path}/:email`, async (c) => {
    const account = accountFor(c, "iam.serviceAccounts.update", c.req.param("email"));
    const { serviceAccount, updateMask } = await jsonBody(c);
    const asked = isObject(serviceAccount) ? serviceAccount : {};
    const mask = new Set(String(updateMask ?? "").split(","));
    if (mask.has("display_name")) account.displayName = String(asked.displayName ?? "");
    if (mask.has("description")) account.description = String(asked.description ?? "");
    return c.json(view(account));
  });

  app.delete(`${path}/:email`, (c) => {
    const account = accountFor(c, "iam.serviceAccounts.delete", c.req.param("email"));
    delete state.serviceAccounts[account.email];
    delete state.iamPolicies[nameOf(account)];
    return c.json({});
  });

  app.post(`${path}/:call`, async (c) => {
    const { resource, verb } = resourceAndVerb(c.req.param("call"));
    if (!/^(enable|disable|getIamPolicy|setIamPolicy)$/.test(verb)) return c.notFound();
    const account = accountFor(c, `iam.serviceAccounts.${verb}`, resource);
    if (verb === "getIamPolicy") return c.json(policyOf(state, nameOf(account)));
    if (verb === "setIamPolicy") return c.json(setPolicy(state, nameOf(account), await jsonBody(c)));
    account.disabled = verb === "disable";
    return c.json({});
  });

  /** By address or unique id. */
  function accountFor(c: Context, permission: string, asked: string): ServiceAccount {
    const project = iamProject(c, world, permission);
    const account =
      own(state.serviceAccounts, asked) ??
      Object.values(state.serviceAccounts).find(({ uniqueId }) => uniqueId === asked);
    if (!account || account.projectId !== project.projectId) throw unknown(asked);
    return account;
  }
}

const nameOf = ({ projectId, email }: ServiceAccount): string =>
  `projects/${projectId}/serviceAccounts/${email}`;

const unknown = (name: string): ApiError => new ApiError(404, `Unknown service account ${name}`);

function view(account: ServiceAccount): object {
  const { projectId, uniqueId, email, displayName, description, disabled } = account;
  return {
    name: nameOf(account),
    projectId,
    uniqueId,
    email,
    oauth2ClientId: uniqueId,
    etag: "MDEwMjE5MjA=",
    ...withoutEmpty({ displayName, description, disabled }),
  };
}
