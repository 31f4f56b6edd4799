import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Cause } from "#config/cause.ts";
import { findProject } from "#config/project.ts";
import { backendFolder, backendUrl, tenantOf } from "./inventory/backend.ts";

const MEGABYTE = 1_000_000;
/** An update writes the state anew, its copy, and both into the history; and the state may grow by it. */
const TIMES_THE_STATE = 10;
/** The first update finds no state at all. */
const LEAST = 10 * MEGABYTE;

/** Bytes that must be free where the states are before an update begins. @param state size of the stack's state */
export const spaceNeeded = (state: number): number => Math.max(LEAST, TIMES_THE_STATE * state);

/**
 * Whether a backend of files has too little space left for an update. On a disk that fills meanwhile the CLI cuts the state off and
 * its copy as well, and nothing is left to go on from.
 *
 * @returns undefined where there is enough, and for every other backend
 */
export async function lackOfSpace(stack: string): Promise<Cause | undefined> {
  const folder = backendFolder(process.env.PULUMI_BACKEND_URL || (await backendUrl()));
  if (!folder) return undefined;
  // A folder that is not there is the CLI's to tell.
  const disk = await statfs(folder).catch(() => undefined);
  if (!disk) return undefined;
  const name = tenantOf({ name: stack });
  const state = join(folder, ".pulumi", "stacks", findProject().name, `${name}.json`);
  const sizes = await Promise.all([state, `${state}.gz`].map(sizeOf));
  const needed = spaceNeeded(Math.max(...sizes));
  const free = disk.bavail * disk.bsize;
  if (free >= needed) return undefined;
  return {
    kind: "disk-full",
    message: `${megabytes(free)} MB are free at ${folder}, and an update of ${name} needs ${megabytes(needed)} MB there. Nothing was changed.`,
  };
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
