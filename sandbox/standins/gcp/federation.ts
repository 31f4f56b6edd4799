import type { Values } from "#provider/plugin.ts";
import { introduced, unlessGone } from "../bridge/errors.ts";
import type { Definition } from "../bridge/resource.ts";
import { equal, isZero, type Json } from "../bridge/values.ts";
import { type Cloud, connected, plannedProject, type Session } from "./cloud.ts";
import { byPolicy } from "./deletion.ts";
import { finished } from "./operations.ts";

/** What a workload identity pool and its provider differ in. */
export interface Federation {
  /** Upstream's name of the type, for messages. */
  title: string;
  /** The property with its id; a creation's query has it under the same name. */
  idProperty: string;
  /** Path of what it is created in, below the endpoint. */
  parent(project: string, values: Values): string;
  /** Property to the paths that an update mask has for it; also what is sent. */
  sent: Readonly<Record<string, string>>;
  state(live: Json): Values;
}

/** The verbs of both: writes are operations, and what was deleted is there for 30 days more but counts as gone. */
export const federated = (
  session: Session,
  kind: Federation,
): Pick<Definition, "customize" | "create" | "read" | "update" | "delete"> => {
  const base = (cloud: Cloud): string => cloud.settings.iamBeta;

  async function write(
    cloud: Cloud,
    method: string,
    path: string,
    query: Record<string, string>,
    body?: Json,
  ) {
    await finished(cloud, base(cloud), await cloud.call(method, base(cloud), path, query, body));
  }

  return {
    customize: async ({ planned }) => ({ ...planned, project: plannedProject(session, planned["project"]) }),

    async create(planned, made) {
      const cloud = connected(session);
      const parent = kind.parent(cloud.projectOf(planned["project"]), planned);
      const id = String(planned[kind.idProperty]);
      const query = { [kind.idProperty]: id };
      await introduced(
        `Error creating ${kind.title}`,
        write(cloud, "POST", parent, query, bodyOf(kind, planned)),
      );
      made(`${parent}/${id}`);
      return undefined;
    },

    async read(id, state) {
      const cloud = connected(session);
      const live = await unlessGone(cloud.call("GET", base(cloud), id, {}));
      if (!live || live["state"] === "DELETED") return undefined;
      return {
        ...state,
        ...kind.state(live),
        deletionPolicy: state["deletionPolicy"] ?? "DELETE",
        description: String(live["description"] ?? ""),
        disabled: live["disabled"] === true,
        displayName: String(live["displayName"] ?? ""),
        name: String(live["name"] ?? ""),
        project: cloud.projectOf(state["project"]),
        state: String(live["state"] ?? ""),
      };
    },

    async update(id, planned, live) {
      const changed = Object.entries(kind.sent).filter(([name]) => !equal(planned[name], live[name]));
      if (changed.length === 0) return;
      const updateMask = changed.map(([, paths]) => paths).join(",");
      await introduced(
        `Error updating ${kind.title} ${JSON.stringify(id)}`,
        write(connected(session), "PATCH", id, { updateMask }, bodyOf(kind, planned)),
      );
    },

    delete: byPolicy((id) => unlessGone(write(connected(session), "DELETE", id, {}))),
  };
};

/** What is empty is left out: under an update mask that clears it. */
function bodyOf(kind: Federation, planned: Values): Json {
  const properties = Object.keys(kind.sent).map((name) => [name, planned[name]] as const);
  return Object.fromEntries(properties.filter(([, value]) => !isZero(value)));
}
