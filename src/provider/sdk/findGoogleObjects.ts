import { createHash } from "node:crypto";
import type { FoundObjects, ObjectsQuery } from "#clients/google/findObjects.ts";
import { type ClientGeneration, clientSecretOf } from "#config/rules/googleGenerations.ts";
import { labelValue, resourceId } from "#config/rules/googleIdentity.ts";
import type { GoogleConfig } from "#config/schema.ts";

export type { FoundObjects } from "#clients/google/findObjects.ts";

import { ask } from "./ask.ts";
import type { Provider } from "./provider.ts";

/** What to look for, so that a run without its state takes over what is there instead of failing on it. */
export function googleObjects(
  google: GoogleConfig,
  generations: readonly ClientGeneration[],
  tenant: string,
): ObjectsQuery {
  return {
    project: google.project,
    createsProject: google.createProject !== undefined,
    label: labelValue(tenant),
    ...(google.secretManager ? { secretId: resourceId(tenant) } : {}),
    digests: generations.map(({ clientFile }) => digest(clientSecretOf(clientFile) ?? "")),
    ...(google.workloadIdentity ? { identityId: resourceId(tenant) } : {}),
  };
}

// The secrets stay in the program. They are long and random, so that a digest tells nobody anything.
const digest = (value: string): string => createHash("sha256").update(value).digest("base64");

/** Asks Google for what exists. What it does not show counts as not there: the gcp plugin says then what is wrong. */
export const findGoogleObjects = (query: ObjectsQuery, provider: Provider): Promise<FoundObjects> =>
  ask("findGoogleObjects", { ...query }, provider);
