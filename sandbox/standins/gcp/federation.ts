import type { Values } from "#provider/plugin.ts";
import type { Definition } from "../bridge/resource.ts";
import { equal, isZero } from "../bridge/values.ts";
import { type Cloud, connected, isNotFound, type Json, plannedProject, type Session } from "./cloud.ts";
import { finished } from "./operations.ts";
import { prevented } from "./service.ts";

/** What a workload identity pool and its provider differ in. */
export interface Federation {
  /** Upstream's name of the type, for messages. */
  title: string;
  /** The query parameter that carries the id of a new one. */
  idParameter: string;
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
      await write(cloud, "POST", parent, { [kind.idParameter]: id }, bodyOf(kind, planned)).catch(
        (error: Error) => {
          throw new Error(`Error creating ${kind.title}: ${error.message}`);
        },
      );
      made(`${parent}/${id}`);
      return undefined;
    },

    async read(id, state) {
      const cloud = connected(session);
      try {
        const live = await cloud.call("GET", base(cloud), id, {});
        if (live["state"] === "DELETED") return undefined;
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
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async update(id, planned, live) {
      const changed = Object.entries(kind.sent).filter(([name]) => !equal(planned[name], live[name]));
      if (changed.length === 0) return;
      const updateMask = changed.map(([, paths]) => paths).join(",");
      await write(connected(session), "PATCH", id, { updateMask }, bodyOf(kind, planned)).catch(
        (error: Error) => {
          throw new Error(`Error updating ${kind.title} ${JSON.stringify(id)}: ${error.message}`);
        },
      );
    },

    async delete(id, state) {
      if (state["deletionPolicy"] === "PREVENT") throw prevented(id);
      if (state["deletionPolicy"] === "ABANDON") return;
      try {
        await write(connected(session), "DELETE", id, {});
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
};

/** What is empty is left out: under an update mask that clears it. */
function bodyOf(kind: Federation, planned: Values): Json {
  const properties = Object.keys(kind.sent).map((name) => [name, planned[name]] as const);
  return Object.fromEntries(properties.filter(([, value]) => !isZero(value)));
}
