import { createHash } from "node:crypto";

/** What to look for in a customer's project. */
export interface ObjectsQuery {
  project: string;
  /** Whether the program makes the project; somebody else's is never taken over. */
  createsProject: boolean;
  /** The label that tells what is ours. */
  label: string;
  /** Id of the client secret's copy in Secret Manager; absent without one. */
  secretId?: string;
  /** SHA-256 (base64) of each value that the copy should hold. */
  digests: readonly string[];
  /** Id of the workload-identity pool and its provider; absent without one. */
  identityId?: string;
}

/** What is there, by the ids that the gcp plugin imports by. */
export interface FoundObjects {
  project?: string;
  pool?: string;
  provider?: string;
  secret?: string;
  /** For each digest the version that holds its value; "" where none does. */
  versions: string[];
}

type Json = Record<string, unknown>;

/** Reads one object of a Google API; undefined where there is none, or none that the caller may see. */
export type Get = (url: string) => Promise<Json | undefined>;

const RESOURCES = "https://cloudresourcemanager.googleapis.com/v1/projects";
const IAM = "https://iam.googleapis.com/v1";
const SECRETS = "https://secretmanager.googleapis.com/v1";

/** Looks for what an earlier run made. Only what carries our label, or an id that nobody else would choose, is ours. */
export async function findObjects(query: ObjectsQuery, get: Get): Promise<FoundObjects> {
  const [project, identity, copy] = await Promise.all([
    query.createsProject ? ownProject(query, get) : {},
    query.identityId ? ownIdentity(query.project, query.identityId, get) : {},
    query.secretId ? ownSecret(query, query.secretId, get) : { versions: [] },
  ]);
  return { ...project, ...identity, ...copy };
}

async function ownProject({ project, label }: ObjectsQuery, get: Get): Promise<{ project?: string }> {
  const live = await get(`${RESOURCES}/${project}`);
  // Google keeps a deleted one for 30 days.
  const ours = labelsOf(live)["erp-modern-auth"] === label && live?.lifecycleState === "ACTIVE";
  return ours ? { project: `projects/${project}` } : {};
}

async function ownIdentity(project: string, id: string, get: Get): Promise<Partial<FoundObjects>> {
  const pool = `projects/${project}/locations/global/workloadIdentityPools/${id}`;
  const provider = `${pool}/providers/${id}`;
  const [livePool, liveProvider] = await Promise.all([get(`${IAM}/${pool}`), get(`${IAM}/${provider}`)]);
  // What was deleted is shown for 30 days.
  return {
    ...(livePool?.state === "ACTIVE" ? { pool } : {}),
    ...(liveProvider?.state === "ACTIVE" ? { provider } : {}),
  };
}

async function ownSecret(
  { project, label, digests }: ObjectsQuery,
  secretId: string,
  get: Get,
): Promise<Pick<FoundObjects, "secret" | "versions">> {
  const secret = `projects/${project}/secrets/${secretId}`;
  const live = await get(`${SECRETS}/${secret}`);
  if (labelsOf(live).tenant !== label) return { versions: [] };
  const list = await get(`${SECRETS}/${secret}/versions`);
  const versions = (list?.versions ?? []) as { name: string; state: string }[];
  const names = versions
    .filter(({ state }) => state === "ENABLED")
    .map(({ name }) => name)
    .toSorted((a, b) => numberOf(a) - numberOf(b));
  const held = await Promise.all(
    names.map(async (name) => {
      const payload = (await get(`${SECRETS}/${name}:access`))?.payload as { data?: string } | undefined;
      return payload?.data ? digest(payload.data) : "";
    }),
  );
  // Two may hold the same value; the older one is the one that a state knows.
  return { secret, versions: digests.map((wanted) => names[held.indexOf(wanted)] ?? "") };
}

const numberOf = (version: string): number => Number(version.split("/").at(-1));

/** @param data base64, as Secret Manager sends a value */
const digest = (data: string): string =>
  createHash("sha256").update(Buffer.from(data, "base64")).digest("base64");

const labelsOf = (live: Json | undefined): Record<string, string> =>
  (live?.labels ?? {}) as Record<string, string>;
