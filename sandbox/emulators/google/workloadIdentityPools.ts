import type { Context, Hono } from "hono";
import { jsonBody, resourceAndVerb, withoutEmpty } from "./body.ts";
import { ApiError, failedPrecondition } from "./errors.ts";
import { iamProject } from "./iamAccess.ts";
import type { WorkloadIdentityPool } from "./iamState.ts";
import { pollLongOperation, startLongOperation } from "./longOperations.ts";
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

/** IAM v1: workload identity pools, and the operations of pools and their providers. */
export function workloadIdentityPools(app: Hono, world: World): void {
  const { state, faults } = world.google;
  const path = "/v1/projects/:project/locations/global/workloadIdentityPools";

  app.post(path, async (c) => {
    const project = iamProject(c, world, "iam.workloadIdentityPools.create");
    const id = newId(c.req.query("workloadIdentityPoolId"), "workload_identity_pool_id");
    const body = await jsonBody(c);
    const pools = state.workloadIdentityPools[project.projectId] ?? {};
    if (own(pools, id)) throw new ApiError(409, "Requested entity already exists");
    const pool: WorkloadIdentityPool = {
      displayName: String(body.displayName ?? ""),
      description: String(body.description ?? ""),
      disabled: body.disabled === true,
      state: "ACTIVE",
      providers: {},
    };
    state.workloadIdentityPools[project.projectId] = { ...pools, [id]: pool };
    faults.created(`pool:${poolName(project, id)}`);
    return c.json(operation(project, id, pool));
  });

  app.get(`${path}/:pool`, (c) => {
    const { resource: id, verb } = resourceAndVerb(c.req.param("pool"));
    // The permission of the rules is in https://docs.cloud.google.com/iam/docs/audit-logging only; their own reference names none.
    const right = verb === "listAttestationRules" ? "getAttestationRules" : "get";
    const project = iamProject(c, world, `iam.workloadIdentityPools.${right}`);
    const pool = existingPool(state, project, id);
    if (faults.hidden(`pool:${poolName(project, id)}`)) throw notFound();
    // Rules are for managed workloads, of which these pools have none. The gcp plugin asks at every read and takes a 404 for "gone".
    if (verb === "listAttestationRules") return c.json({});
    return verb ? c.notFound() : c.json(view(project, id, pool));
  });

  app.patch(`${path}/:pool`, async (c) => {
    const { project, id, pool } = activePool(c, "update");
    const body = await jsonBody(c);
    const mask = maskOf(c.req.query("updateMask"));
    if (mask.has("displayName")) pool.displayName = String(body.displayName ?? "");
    if (mask.has("description")) pool.description = String(body.description ?? "");
    if (mask.has("disabled")) pool.disabled = body.disabled === true;
    return c.json(operation(project, id, pool));
  });

  app.delete(`${path}/:pool`, (c) => {
    const { project, id, pool } = activePool(c, "delete");
    softDelete(world, pool);
    return c.json(operation(project, id, pool));
  });

  app.post(`${path}/:call`, (c) => {
    const { resource: id, verb } = resourceAndVerb(c.req.param("call"));
    if (verb !== "undelete") return c.notFound();
    const project = iamProject(c, world, "iam.workloadIdentityPools.undelete");
    const pool = existingPool(state, project, id);
    if (pool.state !== "DELETED") throw failedPrecondition("The workload identity pool is not deleted.");
    undelete(pool);
    return c.json(operation(project, id, pool));
  });

  for (const owner of [`${path}/:pool`, `${path}/:pool/providers/:provider`]) {
    app.get(`${owner}/operations/:id`, (c) => {
      const name = c.req.path.replace(/^\/v1\//, "");
      iamProject(c, world, "iam.workloadIdentityPools.get");
      return c.json(pollLongOperation(world, name));
    });
  }

  function activePool(c: Context, verb: "update" | "delete") {
    const project = iamProject(c, world, `iam.workloadIdentityPools.${verb}`);
    const id = c.req.param("pool") ?? "";
    return { project, id, pool: active(existingPool(state, project, id)) };
  }

  function operation(project: Project, id: string, pool: WorkloadIdentityPool): object {
    const prefix = `${poolName(project, id)}/operations/`;
    const type = "type.googleapis.com/google.iam.v1.WorkloadIdentityPool";
    const response = { "@type": type, ...view(project, id, pool) };
    return startLongOperation(world, prefix, project.projectId, { response });
  }
}

function view(project: Project, id: string, { providers: _, ...pool }: WorkloadIdentityPool): object {
  return { name: poolName(project, id), ...withoutEmpty(pool) };
}
