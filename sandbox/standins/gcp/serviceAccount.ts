import type { Value, Values } from "#provider/plugin.ts";
import { unlessGone } from "../bridge/errors.ts";
import { untilSteady } from "../bridge/http.ts";
import type { Definition } from "../bridge/resource.ts";
import { type Fields, flag, text } from "../bridge/schema.ts";
import { equal, type Json } from "../bridge/values.ts";
import { type Cloud, connected, isConflict, plannedProject, type Session } from "./cloud.ts";
import { byPolicy, DELETION_POLICY } from "./deletion.ts";
import { POLL_MS } from "./operations.ts";

const forceNew = true;

const fields: Fields = {
  accountId: text("required", {
    forceNew,
    check: (value, name) =>
      /^[a-z](?:[-a-z0-9]{4,28}[a-z0-9])$/.test(String(value))
        ? undefined
        : `${JSON.stringify(name)} (${JSON.stringify(value)}) must be 6 to 30 lowercase letters, digits and hyphens, start with a letter and not end with a hyphen`,
  }),
  createIgnoreAlreadyExists: flag("optional"),
  deletionPolicy: DELETION_POLICY,
  description: text("optional"),
  disabled: flag("optional", { default: false }),
  displayName: text("optional"),
  email: text("computed"),
  member: text("computed"),
  name: text("computed"),
  project: text("optional+computed", { forceNew }),
  uniqueId: text("computed"),
};

const VISIBLE = { times: 2, limit: 100, pauseMs: POLL_MS };

/** gcp:serviceaccount/account:Account. */
export const serviceAccount = (session: Session): Definition => ({
  fields,

  async customize({ planned }) {
    const project = plannedProject(session, planned["project"]);
    return { ...planned, project, ...foreseen(planned, project) };
  },

  async create(planned, made) {
    const cloud = connected(session);
    const project = cloud.projectOf(planned["project"]);
    const accountId = String(planned["accountId"]);
    const { displayName, description } = planned;
    const body = {
      accountId,
      serviceAccount: { ...(displayName ? { displayName } : {}), ...(description ? { description } : {}) },
    };
    try {
      await cloud.compact("POST", cloud.settings.iam, `projects/${project}/serviceAccounts`, {}, body);
    } catch (error) {
      const adopt = isConflict(error) && planned["createIgnoreAlreadyExists"] === true;
      if (!adopt)
        throw new Error(
          `Error creating service account: ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        );
    }
    const name = `projects/${project}/serviceAccounts/${accountId}@${project}.iam.gserviceaccount.com`;
    made(name);
    await untilSteady(async () => (await find(cloud, name)) !== undefined, VISIBLE);
    if (planned["disabled"] === true)
      await cloud.compact("POST", cloud.settings.iam, `${name}:disable`, {}, {});
    return undefined;
  },

  async read(id, state) {
    const live = await find(connected(session), id);
    return live && accountState(live, state);
  },

  async update(id, planned, live) {
    const cloud = connected(session);
    const { displayName, description, disabled } = planned;
    if (!equal(disabled, live["disabled"]))
      await cloud.compact(
        "POST",
        cloud.settings.iam,
        `${id}:${disabled === true ? "disable" : "enable"}`,
        {},
        {},
      );
    const mask = Object.entries({ description: "description", displayName: "display_name" })
      .filter(([name]) => !equal(planned[name], live[name]))
      .map(([, sent]) => sent);
    if (mask.length === 0) return;
    const { etag } = await cloud.compact("GET", cloud.settings.iam, id);
    const body = { serviceAccount: { displayName, description, etag }, updateMask: mask.join(",") };
    await cloud.compact("PATCH", cloud.settings.iam, id, {}, body);
  },

  delete: byPolicy((id) => {
    const cloud = connected(session);
    return cloud.compact("DELETE", cloud.settings.iam, id);
  }),

  import(id) {
    const [, project, email] =
      /^projects\/([^/]+)\/serviceAccounts\/([^/]+)$/.exec(id) ?? /^([^/]+)\/([^/]+)$/.exec(id) ?? [];
    if (project && email) return { id: `projects/${project}/serviceAccounts/${email}`, state: {} };
    if (id.includes("/"))
      throw new Error(`Import id ${JSON.stringify(id)} doesn't match any of the accepted formats`);
    const own = connected(session).projectOf(undefined);
    return { id: `projects/${own}/serviceAccounts/${id}`, state: {} };
  },
});

const find = (cloud: Cloud, name: string): Promise<Json | undefined> =>
  unlessGone(cloud.compact("GET", cloud.settings.iam, name));

/** Address and member follow from what is asked for, and a plan says so: others can be granted rights beforehand. */
function foreseen(planned: Values, project: Value): Values {
  const { accountId } = planned;
  if (typeof accountId !== "string" || typeof project !== "string") return {};
  const email = `${accountId}@${project}.iam.gserviceaccount.com`;
  return { email, member: `serviceAccount:${email}` };
}

function accountState(live: Json, state: Values): Values {
  const email = String(live["email"] ?? "");
  return {
    ...state,
    accountId: email.split("@")[0] ?? "",
    deletionPolicy: state["deletionPolicy"] ?? "DELETE",
    description: String(live["description"] ?? ""),
    disabled: live["disabled"] === true,
    displayName: String(live["displayName"] ?? ""),
    email,
    member: `serviceAccount:${email}`,
    name: String(live["name"] ?? ""),
    project: String(live["projectId"] ?? ""),
    uniqueId: String(live["uniqueId"] ?? ""),
  };
}
