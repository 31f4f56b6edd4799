import { untilSteady } from "../bridge/http.ts";
import type { Definition } from "../bridge/resource.ts";
import { type Fields, flag, text } from "../bridge/schema.ts";
import { isOneOf } from "../bridge/validate.ts";
import { type Cloud, connected, isNotFound, plannedProject, record, type Session } from "./cloud.ts";
import { finished, POLL_MS } from "./operations.ts";

const fields: Fields = {
  checkIfServiceHasUsageOnDestroy: flag("optional"),
  deletionPolicy: text("optional+computed", { check: isOneOf("DELETE", "ABANDON", "PREVENT") }),
  disableDependentServices: flag("optional"),
  disableOnDestroy: flag("optional"),
  project: text("optional+computed", {
    forceNew: true,
    same: (live, wanted) => String(live).split("/").at(-1) === String(wanted).split("/").at(-1),
  }),
  service: text("required", {
    forceNew: true,
    check: (value) =>
      String(value).includes(".")
        ? undefined
        : `expected ${String(value)} to be a domain like serviceusage.googleapis.com`,
  }),
};

const VISIBLE = { times: 1, limit: 100, pauseMs: POLL_MS };

/** gcp:projects/service:Service: one API, switched on in one project. */
export const service = (session: Session): Definition => ({
  fields,

  customize: async ({ planned }) => ({ ...planned, project: plannedProject(session, planned["project"]) }),

  async create(planned, made) {
    const cloud = connected(session);
    const project = cloud.projectOf(planned["project"]);
    const name = String(planned["service"]);
    if (!(await enabledServices(cloud, project)).has(name)) {
      const path = `projects/${project}/services/${name}:enable`;
      const operation = await cloud
        .compact("POST", cloud.settings.serviceUsage, path, {}, {})
        .catch((error: Error) => {
          throw new Error(
            `Error when reading or editing Project Service ${project}/${name}: ${error.message}`,
          );
        });
      await finished(cloud, cloud.settings.serviceUsage, operation);
      await untilSteady(async () => (await enabledServices(cloud, project)).has(name), VISIBLE);
    }
    made(`${project}/${name}`);
    return undefined;
  },

  async read(_id, state) {
    const cloud = connected(session);
    const project = cloud.projectOf(state["project"]);
    try {
      const live = await cloud.compact("GET", cloud.settings.resourceManager, `projects/${project}`);
      if (live["lifecycleState"] === "DELETE_REQUESTED") return undefined;
      if (!(await enabledServices(cloud, project)).has(String(state["service"]))) return undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
    return { ...state, project, deletionPolicy: state["deletionPolicy"] ?? "DELETE" };
  },

  // What can be changed in place exists in the state only.
  update: async () => {},

  async delete(id, state) {
    const cloud = connected(session);
    if (state["deletionPolicy"] === "PREVENT") throw prevented(id);
    if (state["deletionPolicy"] === "ABANDON" || state["disableOnDestroy"] !== true) return;
    const path = `projects/${cloud.projectOf(state["project"])}/services/${String(state["service"])}:disable`;
    const body = { disableDependentServices: state["disableDependentServices"] === true };
    try {
      const base = cloud.settings.serviceUsage;
      await finished(cloud, base, await cloud.compact("POST", base, path, {}, body));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  },

  import(id) {
    const [project, name, more] = id.split("/");
    if (!project || !name || more !== undefined)
      throw new Error(
        `Invalid google_project_service id format for import, expecting \`{project}/{service}\`, found ${id}`,
      );
    return { id, state: { project, service: name } };
  },
});

export const prevented = (id: string): Error =>
  new Error(`cannot destroy ${id} without setting deletion_policy to "DELETE" and running \`pulumi up\``);

async function enabledServices(cloud: Cloud, project: string): Promise<Set<string>> {
  const names = new Set<string>();
  let pageToken = "";
  do {
    const page = await cloud.compact("GET", cloud.settings.serviceUsage, `projects/${project}/services`, {
      fields: "services/name,nextPageToken",
      filter: "state:ENABLED",
      pageSize: "200",
      ...(pageToken ? { pageToken } : {}),
    });
    const services = Array.isArray(page["services"]) ? page["services"] : [];
    for (const item of services) names.add(String(record(item)["name"]).split("/").at(-1) ?? "");
    pageToken = String(page["nextPageToken"] ?? "");
  } while (pageToken);
  return names;
}
