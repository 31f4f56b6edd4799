import type { Value, Values } from "#provider/plugin.ts";
import { introduced, unlessGone } from "../bridge/errors.ts";
import type { Definition, Planning } from "../bridge/resource.ts";
import { block, type Fields, flag, list, map, text } from "../bridge/schema.ts";
import { equal, isObject, isZero, type Json, record } from "../bridge/values.ts";
import { type Cloud, connected, plannedProject, type Session } from "./cloud.ts";
import { byPolicy, DELETION_POLICY } from "./deletion.ts";
import { knownLabels, managedLabels, mergedLabels } from "./labels.ts";

const forceNew = true;
const encryption = block("optional", { kmsKeyName: text("required", { forceNew }) }, { forceNew });

const fields: Fields = {
  annotations: map("optional"),
  createTime: text("computed"),
  deletionPolicy: DELETION_POLICY,
  deletionProtection: flag("optional+computed"),
  effectiveAnnotations: map("computed"),
  effectiveLabels: map("computed"),
  expireTime: text("optional+computed", { conflictsWith: ["ttl"] }),
  labels: map("optional"),
  name: text("computed"),
  project: text("optional+computed", { forceNew }),
  pulumiLabels: map("computed", { upstream: "terraform_labels" }),
  replication: block(
    "required",
    {
      auto: block("optional", { customerManagedEncryption: encryption }, { forceNew }),
      userManaged: block(
        "optional",
        {
          replicas: list(
            "required",
            { customerManagedEncryption: encryption, location: text("required", { forceNew }) },
            { forceNew },
          ),
        },
        { forceNew },
      ),
    },
    { forceNew },
  ),
  rotation: block("optional", {
    nextRotationTime: text("optional"),
    rotationPeriod: text("optional", { forceNew }),
  }),
  secretId: text("required", { forceNew }),
  tags: map("optional", { forceNew }),
  topics: list("optional", { name: text("required") }),
  ttl: text("optional", { forceNew, conflictsWith: ["expireTime"] }),
  versionAliases: map("optional"),
  versionDestroyTtl: text("optional"),
};

const url = (cloud: Cloud, state: Values): string =>
  `projects/${cloud.projectOf(state["project"])}/secrets/${String(state["secretId"])}`;

/** gcp:secretmanager/secret:Secret. */
export const secret = (session: Session): Definition => ({
  fields,
  secretOutputs: ["effectiveLabels", "pulumiLabels"],

  customize: async (planning) => withLabels(session, planning),

  async create(planned, made) {
    const cloud = connected(session);
    const project = cloud.projectOf(planned["project"]);
    const query = { secretId: String(planned["secretId"]) };
    const body = { ...secretBody(planned), replication: replicationBody(planned["replication"]) };
    await introduced(
      "Error creating Secret",
      cloud.call("POST", cloud.settings.secretManager, `projects/${project}/secrets`, query, body),
    );
    made(`projects/${project}/secrets/${String(planned["secretId"])}`);
    return undefined;
  },

  async read(_id, state) {
    const cloud = connected(session);
    const live = await unlessGone(cloud.call("GET", cloud.settings.secretManager, url(cloud, state), {}));
    return live && secretState(live, { ...state, project: cloud.projectOf(state["project"]) });
  },

  async update(id, planned, live) {
    const cloud = connected(session);
    const changed = Object.entries(SENT_AS).filter(([name]) => !equal(planned[name], live[name]));
    const updateMask = changed.map(([, sent]) => sent).join(",");
    if (!updateMask) return;
    await introduced(
      `Error updating Secret ${JSON.stringify(id)}`,
      cloud.call(
        "PATCH",
        cloud.settings.secretManager,
        url(cloud, planned),
        { updateMask },
        secretBody(planned),
      ),
    );
  },

  async delete(id, state) {
    const cloud = connected(session);
    if (state["deletionProtection"] === true)
      throw new Error("cannot destroy secretmanager secret without setting deletion_protection=false");
    return byPolicy(() =>
      unlessGone(cloud.call("DELETE", cloud.settings.secretManager, url(cloud, state), {})),
    )(id, state);
  },

  import(id) {
    const [, project, secretId] =
      /^projects\/([^/]+)\/secrets\/([^/]+)$/.exec(id) ?? /^([^/]+)\/([^/]+)$/.exec(id) ?? [];
    if (project && secretId)
      return { id: `projects/${project}/secrets/${secretId}`, state: { project, secretId } };
    if (id.includes("/"))
      throw new Error(`Import id ${JSON.stringify(id)} doesn't match any of the accepted formats`);
    const own = connected(session).projectOf(undefined);
    return { id: `projects/${own}/secrets/${id}`, state: { project: own, secretId: id } };
  },
});

function withLabels(session: Session, { live, planned, config }: Planning): Values {
  const annotations = isObject(config["annotations"]) ? config["annotations"] : {};
  const project = plannedProject(session, planned["project"]);
  if (!session.cloud) return { ...planned, project };
  const managed = managedLabels(config, live, session.cloud.settings);
  return {
    ...planned,
    project,
    pulumiLabels: managed,
    effectiveLabels: mergedLabels(live?.["effectiveLabels"], live?.["pulumiLabels"], managed),
    effectiveAnnotations: mergedLabels(live?.["effectiveAnnotations"], live?.["annotations"], annotations),
  };
}

/** Which property goes out under which name, in the order of upstream's update masks. */
const SENT_AS = {
  versionAliases: "versionAliases",
  versionDestroyTtl: "versionDestroyTtl",
  topics: "topics",
  expireTime: "expireTime",
  rotation: "rotation",
  effectiveLabels: "labels",
  effectiveAnnotations: "annotations",
} as const;

function secretBody(planned: Values): Json {
  const body: Json = {};
  for (const [name, sent] of Object.entries({ ...SENT_AS, ttl: "ttl", tags: "tags" })) {
    const value = planned[name];
    if (!isZero(value) && typeof value !== "symbol") body[sent] = value;
  }
  return body;
}

function replicationBody(value: Value | undefined): Json {
  const replication = isObject(value) ? value : {};
  const key = (holder: Values): Json => {
    const custom = holder["customerManagedEncryption"];
    return isObject(custom) ? { customerManagedEncryption: { kmsKeyName: custom["kmsKeyName"] } } : {};
  };
  if (isObject(replication["auto"])) return { automatic: key(replication["auto"]) };
  const managed = isObject(replication["userManaged"]) ? replication["userManaged"] : {};
  const replicas = Array.isArray(managed["replicas"]) ? managed["replicas"].filter(isObject) : [];
  return {
    userManaged: {
      replicas: replicas.map((replica) => ({ location: replica["location"], ...key(replica) })),
    },
  };
}

function secretState(live: Json, state: Values): Values {
  return {
    ...state,
    annotations: knownLabels(live["annotations"], state["annotations"]),
    createTime: String(live["createTime"] ?? ""),
    deletionPolicy: state["deletionPolicy"] ?? "DELETE",
    deletionProtection: state["deletionProtection"] ?? false,
    effectiveAnnotations: record(live["annotations"]) as Values,
    effectiveLabels: record(live["labels"]) as Values,
    expireTime: String(live["expireTime"] ?? ""),
    labels: knownLabels(live["labels"], state["labels"]),
    name: String(live["name"] ?? ""),
    pulumiLabels: knownLabels(live["labels"], state["pulumiLabels"]),
    replication: replicationState(record(live["replication"])),
    rotation: live["rotation"]
      ? {
          nextRotationTime: String(record(live["rotation"])["nextRotationTime"] ?? ""),
          rotationPeriod: String(record(live["rotation"])["rotationPeriod"] ?? ""),
        }
      : null,
    topics: Array.isArray(live["topics"])
      ? live["topics"].map((topic) => ({ name: String(record(topic)["name"] ?? "") }))
      : [],
    versionAliases: record(live["versionAliases"]) as Values,
    versionDestroyTtl: String(live["versionDestroyTtl"] ?? ""),
  };
}

function replicationState(replication: Json): Value {
  if (Object.keys(replication).length === 0) return null;
  const key = (holder: Json): Value => {
    const custom = record(holder["customerManagedEncryption"]);
    return custom["kmsKeyName"] ? { kmsKeyName: String(custom["kmsKeyName"]) } : null;
  };
  const replicas = record(replication["userManaged"])["replicas"];
  return {
    auto: replication["automatic"]
      ? { customerManagedEncryption: key(record(replication["automatic"])) }
      : null,
    userManaged: Array.isArray(replicas)
      ? {
          replicas: replicas.map((replica) => ({
            customerManagedEncryption: key(record(replica)),
            location: String(record(replica)["location"] ?? ""),
          })),
        }
      : null,
  };
}
