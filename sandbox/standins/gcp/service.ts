import { introduced, unlessGone } from "../bridge/errors.ts";
import { untilSteady } from "../bridge/http.ts";
import type { Definition } from "../bridge/resource.ts";
import { type Fields, flag, text } from "../bridge/schema.ts";
import { record } from "../bridge/values.ts";
import { type Cloud, connected, plannedProject, type Session } from "./cloud.ts";
import { byPolicy, DELETION_POLICY } from "./deletion.ts";
import { finished, POLL_MS } from "./operations.ts";

const fields: Fields = {
  checkIfServiceHasUsageOnDestroy: flag("optional"),
  deletionPolicy: DELETION_POLICY,
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
      const operation = await introduced(
        `Error when reading or editing Project Service ${project}/${name}`,
        cloud.compact("POST", cloud.settings.serviceUsage, path, {}, {}),
      );
      await finished(cloud, cloud.settings.serviceUsage, operation);
      await untilSteady(async () => (await enabledServices(cloud, project)).has(name), VISIBLE);
    }
    made(`${project}/${name}`);
    return undefined;
  },

  async read(_id, state) {
    const cloud = connected(session);
    const project = cloud.projectOf(state["project"]);
    const live = await unlessGone(
      cloud.compact("GET", cloud.settings.resourceManager, `projects/${project}`),
    );
    if (!live || live["lifecycleState"] === "DELETE_REQUESTED") return undefined;
    const enabled = await unlessGone(enabledServices(cloud, project));
    if (!enabled?.has(String(state["service"]))) return undefined;
    return { ...state, project, deletionPolicy: state["deletionPolicy"] ?? "DELETE" };
  },

  // What can be changed in place exists in the state only.
  update: async () => {},

  delete: byPolicy(async (_id, state) => {
    const cloud = connected(session);
    if (state["disableOnDestroy"] !== true) return;
    const path = `projects/${cloud.projectOf(state["project"])}/services/${String(state["service"])}:disable`;
    const body = { disableDependentServices: state["disableDependentServices"] === true };
    const base = cloud.settings.serviceUsage;
    const operation = await unlessGone(cloud.compact("POST", base, path, {}, body));
    if (operation) await unlessGone(finished(cloud, base, operation));
  }),

  import(id) {
    const [project, name, more] = id.split("/");
    if (!project || !name || more !== undefined)
      throw new Error(
        `Invalid google_project_service id format for import, expecting \`{project}/{service}\`, found ${id}`,
      );
    return { id, state: { project, service: name } };
  },
});

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
