import { ApiError } from "./errors.ts";
import type { WorkloadIdentityPool } from "./iamState.ts";
import { type GoogleState, own, type Project } from "./state.ts";
import type { World } from "./world.ts";

/** How long a deleted pool or provider can be undeleted, and keeps its id from being used again. */
const graceDays = 30;

export const poolName = (project: Project, pool: string): string =>
  `projects/${project.projectNumber}/locations/global/workloadIdentityPools/${pool}`;

/** Deleted ones count: they are there until their time is over. @throws ApiError 404 */
export function existingPool(state: GoogleState, project: Project, id: string): WorkloadIdentityPool {
  const pool = own(state.workloadIdentityPools[project.projectId], id);
  if (!pool) throw notFound();
  return pool;
}

/** What may be changed must not be deleted. @throws ApiError 404 */
export function active<T extends { state: "ACTIVE" | "DELETED" }>(found: T | undefined): T {
  if (found?.state !== "ACTIVE") throw notFound();
  return found;
}

export const notFound = (): ApiError => new ApiError(404, "Requested entity was not found.");

/** Marks a pool or provider as deleted. */
export function softDelete(world: World, found: { state: "ACTIVE" | "DELETED"; expireTime?: string }): void {
  found.state = "DELETED";
  found.expireTime = new Date(world.now().getTime() + graceDays * 86_400_000).toISOString();
}

export function undelete(found: { state: "ACTIVE" | "DELETED"; expireTime?: string }): void {
  found.state = "ACTIVE";
  delete found.expireTime;
}

/** The id of a new pool or provider. @throws ApiError 400 */
export function newId(value: string | undefined, field: string): string {
  if (value && /^[a-z0-9-]{4,32}$/.test(value) && !value.startsWith("gcp-")) return value;
  throw new ApiError(
    400,
    `The field [${field}] must be 4 to 32 lowercase letters, digits and hyphens, and not start with gcp-.`,
  );
}

/** The properties that an update mask names. @throws ApiError 400 */
export function maskOf(query: string | undefined): Set<string> {
  const paths = (query ?? "").split(",").filter(Boolean);
  if (paths.length === 0) throw new ApiError(400, "The field [update_mask] must be provided.");
  return new Set(paths.map((path) => path.split(".")[0] ?? path));
}
