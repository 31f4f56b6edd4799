import type { Values } from "#provider/plugin.ts";
import { CloudError, introduced, unlessGone } from "../bridge/errors.ts";
import { untilSteady } from "../bridge/http.ts";
import type { Definition, Planning } from "../bridge/resource.ts";
import { type Fields, flag, map, text } from "../bridge/schema.ts";
import { isOneOf } from "../bridge/validate.ts";
import { equal, type Json, record } from "../bridge/values.ts";
import { type Cloud, connected, type Session } from "./cloud.ts";
import { knownLabels, managedLabels, mergedLabels } from "./labels.ts";
import { finished, POLL_MS } from "./operations.ts";

const forceNew = true;
const idRule = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

const fields: Fields = {
  autoCreateNetwork: flag("optional", { default: true }),
  billingAccount: text("optional"),
  deletionPolicy: text("optional", {
    default: "PREVENT",
    check: isOneOf("PREVENT", "ABANDON", "DELETE"),
  }),
  effectiveLabels: map("computed"),
  folderId: text("optional", {
    conflictsWith: ["orgId"],
    same: (live, wanted) => String(live) === folderNumber(String(wanted)),
  }),
  labels: map("optional"),
  name: text("required"),
  number: text("computed"),
  orgId: text("optional", { conflictsWith: ["folderId"] }),
  projectId: text("required", {
    forceNew,
    check: (value, name) =>
      idRule.test(String(value))
        ? undefined
        : `${JSON.stringify(name)} project_id must be 6 to 30 with lowercase letters, digits, hyphens and start with a letter. Trailing hyphens are prohibited.`,
  }),
  pulumiLabels: map("computed", { upstream: "terraform_labels" }),
  tags: map("optional", { forceNew }),
};

const folderNumber = (value: string): string => value.replace(/^folders\//, "");
const idOf = (id: string): string => id.split("/").at(-1) ?? id;

const VISIBLE = { times: 1, limit: 100, pauseMs: POLL_MS };

/**
 * gcp:organizations/project:Project. Upstream sleeps for 10 to 15 seconds after a creation, so that project and billing
 * account have settled; here the project is asked for until it is seen.
 */
export const project = (session: Session): Definition => ({
  fields,
  secretOutputs: ["effectiveLabels", "pulumiLabels"],

  customize: async (planning) => withLabels(session, planning),

  async create(planned, made) {
    const cloud = connected(session);
    const projectId = String(planned["projectId"]);
    if (planned["autoCreateNetwork"] === false)
      throw new Error("`auto_create_network = false` is not served by this stand-in: leave it true");
    await assertBilling(cloud, planned);
    const body = { projectId, name: planned["name"], ...parentOf(planned), ...labelsOf(planned) };
    const base = cloud.settings.resourceManager;
    const operation = await cloud.compact("POST", base, "projects", {}, body).catch((error: Error) => {
      throw new Error(
        `error creating project ${projectId} (${String(planned["name"])}): ${error.message}. If you received a 403 error, make sure you have the \`roles/resourcemanager.projectCreator\` permission`,
      );
    });
    await finished(cloud, base, operation);
    made(`projects/${projectId}`);
    if (planned["billingAccount"]) await setBilling(cloud, projectId, planned);
    await untilSteady(() => isSeen(cloud, projectId), VISIBLE);
    return undefined;
  },

  async read(id, state) {
    const cloud = connected(session);
    const projectId = idOf(id);
    const live = await unlessGone(
      cloud.compact("GET", cloud.settings.resourceManager, `projects/${projectId}`),
    );
    if (live?.["lifecycleState"] !== "ACTIVE") return undefined;
    const billing = await unlessGone(billingOf(cloud, projectId));
    return billing === undefined ? undefined : projectState(live, billing, { ...state, projectId });
  },

  async update(id, planned, live) {
    const cloud = connected(session);
    const projectId = idOf(id);
    const path = `projects/${projectId}`;
    const base = cloud.settings.resourceManager;
    const put = (body: Json): Promise<Json> =>
      introduced(
        `Error updating project ${JSON.stringify(planned["name"])}`,
        cloud.compact("PUT", base, path, {}, body),
      );
    const changed = (...names: string[]): boolean => names.some((name) => !equal(planned[name], live[name]));

    // The API has no patch: each change is the whole project as it was read, but for what changes.
    let current = await cloud.compact("GET", base, path);
    if (changed("name")) current = await put({ ...current, name: planned["name"] });
    if (changed("orgId", "folderId")) current = await put({ ...current, ...parentOf(planned) });
    if (changed("billingAccount")) await setBilling(cloud, projectId, planned);
    if (changed("effectiveLabels")) await put({ ...current, labels: planned["effectiveLabels"] });
  },

  async delete(id, state) {
    if (state["deletionPolicy"] === "PREVENT")
      throw new Error("Cannot destroy project as deletion_policy is set to PREVENT.");
    if (state["deletionPolicy"] === "ABANDON") return;
    const cloud = connected(session);
    await unlessGone(cloud.compact("DELETE", cloud.settings.resourceManager, `projects/${idOf(id)}`));
  },

  import(id) {
    const projectId = idOf(id);
    if (/^\d+$/.test(projectId))
      throw new Error(`Error importing project ${JSON.stringify(projectId)}, please use project_id`);
    return { id: `projects/${projectId}`, state: { autoCreateNetwork: true, projectId } };
  },
});

/** A new project can look like somebody else's for a while. */
async function isSeen(cloud: Cloud, projectId: string): Promise<boolean> {
  try {
    await cloud.compact("GET", cloud.settings.resourceManager, `projects/${projectId}`);
    return true;
  } catch (error) {
    if (error instanceof CloudError && (error.status === 403 || error.status === 404)) return false;
    throw error;
  }
}

function withLabels(session: Session, { live, planned, config }: Planning): Values {
  if (!session.cloud) return planned;
  const managed = managedLabels(config, live, session.cloud.settings);
  return {
    ...planned,
    pulumiLabels: managed,
    effectiveLabels: mergedLabels(live?.["effectiveLabels"], live?.["pulumiLabels"], managed),
  };
}

function parentOf(planned: Values): Json {
  const { orgId, folderId } = planned;
  if (orgId) return { parent: { type: "organization", id: orgId } };
  if (folderId) return { parent: { type: "folder", id: folderNumber(String(folderId)) } };
  return {};
}

function labelsOf(planned: Values): Json {
  const labels = record(planned["effectiveLabels"]);
  return Object.keys(labels).length > 0 ? { labels } : {};
}

/** Upstream asks before it creates anything that it could not pay for. */
async function assertBilling(cloud: Cloud, planned: Values): Promise<void> {
  if (!planned["billingAccount"]) return;
  const account = `billingAccounts/${String(planned["billingAccount"])}`;
  const permission = "billing.resourceAssociations.create";
  const path = `${account}:testIamPermissions`;
  const body = { permissions: [permission] };
  const held = await cloud.compact("POST", cloud.settings.cloudBilling, path, {}, body);
  const permissions = Array.isArray(held["permissions"]) ? held["permissions"] : [];
  if (!permissions.includes(permission))
    throw new Error(`failed pre-requisites: missing permission on ${JSON.stringify(account)}: ${permission}`);
}

async function setBilling(cloud: Cloud, projectId: string, planned: Values): Promise<void> {
  const name = String(planned["billingAccount"] ?? "");
  const body = name ? { billingAccountName: `billingAccounts/${name}` } : {};
  await introduced(
    `Error setting billing account ${JSON.stringify(name)} for project "projects/${projectId}"`,
    cloud.compact("PUT", cloud.settings.cloudBilling, `projects/${projectId}/billingInfo`, {}, body),
  );
}

async function billingOf(cloud: Cloud, projectId: string): Promise<string> {
  const path = `projects/${projectId}/billingInfo`;
  const info = await cloud.compact("GET", cloud.settings.cloudBilling, path);
  return String(info["billingAccountName"] ?? "").replace(/^billingAccounts\//, "");
}

function projectState(live: Json, billingAccount: string, state: Values): Values {
  const parent = record(live["parent"]);
  const parentId = (type: string): string => (parent["type"] === type ? String(parent["id"]) : "");
  return {
    ...state,
    // Upstream keeps what it knew when a project has no account any more: a link that is gone is not seen.
    billingAccount: billingAccount || (state["billingAccount"] ?? null),
    deletionPolicy: state["deletionPolicy"] ?? "PREVENT",
    effectiveLabels: record(live["labels"]) as Values,
    folderId: parentId("folder"),
    labels: knownLabels(live["labels"], state["labels"]),
    name: String(live["name"] ?? ""),
    number: String(live["projectNumber"] ?? ""),
    orgId: parentId("organization"),
    pulumiLabels: knownLabels(live["labels"], state["pulumiLabels"]),
  };
}
