import type { Context, Hono } from "hono";
import { isObject, jsonBody, resourceAndVerb, stringMap, withoutEmpty } from "./body.ts";
import { ApiError, failedPrecondition } from "./errors.ts";
import { iamProject } from "./iamAccess.ts";
import type { WorkloadIdentityProvider } from "./iamState.ts";
import { startLongOperation } from "./longOperations.ts";
import { pageOf } from "./paging.ts";
import { own, type Project } from "./state.ts";
import {
  active,
  existingPool,
  maskOf,
  newId,
  notFound,
  poolName,
  softDelete,
  undelete,
} from "./workloadIdentityLookup.ts";
import type { World } from "./world.ts";

interface Found {
  project: Project;
  name: string;
  provider: WorkloadIdentityProvider;
}

/** IAM v1: the OpenID Connect issuers that a workload identity pool trusts. */
export function workloadIdentityProviders(app: Hono, world: World): void {
  const { state, faults } = world.google;
  const path = "/v1/projects/:project/locations/global/workloadIdentityPools/:pool/providers";

  app.post(path, async (c) => {
    const project = iamProject(c, world, "iam.workloadIdentityPoolProviders.create");
    const id = newId(c.req.query("workloadIdentityPoolProviderId"), "workload_identity_pool_provider_id");
    const pool = active(existingPool(state, project, c.req.param("pool")));
    if (own(pool.providers, id)) throw new ApiError(409, "Requested entity already exists");
    const provider = providerFrom(await jsonBody(c));
    pool.providers[id] = provider;
    const name = `${poolName(project, c.req.param("pool"))}/providers/${id}`;
    faults.created(`provider:${name}`);
    return c.json(operation({ project, name, provider }));
  });

  app.get(path, (c) => {
    const project = iamProject(c, world, "iam.workloadIdentityPoolProviders.list");
    const id = c.req.param("pool");
    const { providers } = active(existingPool(state, project, id));
    const all = Object.entries(providers)
      .filter(([, provider]) => provider.state === "ACTIVE")
      .map(([key, provider]) =>
        view({ project, name: `${poolName(project, id)}/providers/${key}`, provider }),
      );
    const limits = { standard: 50, most: 100 };
    return c.json(pageOf("workloadIdentityPoolProviders", all, (name) => c.req.query(name), limits));
  });

  app.get(`${path}/:provider`, (c) => {
    const found = existing(c, "get", c.req.param("provider"));
    if (faults.hidden(`provider:${found.name}`)) throw notFound();
    return c.json(view(found));
  });

  app.patch(`${path}/:provider`, async (c) => {
    const found = existing(c, "update", c.req.param("provider"));
    active(found.provider);
    const mask = maskOf(c.req.query("updateMask"));
    const asked = Object.entries(await jsonBody(c)).filter(([property]) => mask.has(property));
    Object.assign(found.provider, providerFrom({ ...found.provider, ...Object.fromEntries(asked) }));
    return c.json(operation(found));
  });

  app.delete(`${path}/:provider`, (c) => {
    const found = existing(c, "delete", c.req.param("provider"));
    softDelete(world, active(found.provider));
    return c.json(operation(found));
  });

  app.post(`${path}/:call`, (c) => {
    const { resource, verb } = resourceAndVerb(c.req.param("call"));
    if (verb !== "undelete") return c.notFound();
    const found = existing(c, "undelete", resource);
    if (found.provider.state !== "DELETED") throw failedPrecondition("The provider is not deleted.");
    undelete(found.provider);
    return c.json(operation(found));
  });

  function existing(c: Context, verb: string, id: string): Found {
    const project = iamProject(c, world, `iam.workloadIdentityPoolProviders.${verb}`);
    const pool = c.req.param("pool") ?? "";
    const provider = own(existingPool(state, project, pool).providers, id);
    if (!provider) throw notFound();
    return { project, name: `${poolName(project, pool)}/providers/${id}`, provider };
  }

  function operation(found: Found): object {
    const type = "type.googleapis.com/google.iam.v1.WorkloadIdentityPoolProvider";
    const response = { "@type": type, ...view(found) };
    return startLongOperation(world, `${found.name}/operations/`, found.project.projectId, { response });
  }
}

/** What IAM makes of a body. @throws ApiError 400 where it would let in anybody, or nobody */
function providerFrom(body: Record<string, unknown>): WorkloadIdentityProvider {
  const oidc = isObject(body.oidc) ? body.oidc : {};
  const { issuerUri, allowedAudiences, jwksJson } = oidc;
  if (typeof issuerUri !== "string" || !issuerUri.startsWith("https://")) {
    throw new ApiError(400, "The field [oidc.issuer_uri] must be a valid https URI.");
  }
  const attributeMapping = stringMap(body.attributeMapping ?? {}) ?? {};
  if (!attributeMapping["google.subject"]) {
    throw new ApiError(400, "The attribute mapping must map google.subject for an OIDC provider.");
  }
  const attributeCondition = String(body.attributeCondition ?? "");
  assertOneRepository(issuerUri, attributeCondition);
  return {
    displayName: String(body.displayName ?? ""),
    description: String(body.description ?? ""),
    disabled: body.disabled === true,
    state: "ACTIVE",
    attributeMapping,
    attributeCondition,
    oidc: {
      issuerUri,
      ...(Array.isArray(allowedAudiences) &&
        allowedAudiences.length > 0 && { allowedAudiences: allowedAudiences.map(String) }),
      ...(typeof jwksJson === "string" && jwksJson !== "" && { jwksJson }),
    },
  };
}

/**
 * Issuers that serve everybody need a condition on one of their claims: Google refuses a provider without it
 * (https://docs.cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines).
 */
function assertOneRepository(issuerUri: string, condition: string): void {
  const shared = /^https:\/\/(token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io)\/?$/;
  if (!shared.test(issuerUri) || /\b(assertion|attribute|google)\.\w+/.test(condition)) return;
  throw new ApiError(
    400,
    "The attribute condition must reference one of the provider's claims. For more information, see https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions",
  );
}

const view = ({ name, provider }: Found): object => ({ name, ...withoutEmpty(provider) });
