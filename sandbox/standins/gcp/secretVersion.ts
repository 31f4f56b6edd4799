import type { Value, Values } from "#provider/plugin.ts";
import { introduced, unlessGone } from "../bridge/errors.ts";
import type { Definition } from "../bridge/resource.ts";
import { type Fields, flag, text, whole } from "../bridge/schema.ts";
import { isOneOf } from "../bridge/validate.ts";
import { type Json, record } from "../bridge/values.ts";
import { type Cloud, connected, type Session } from "./cloud.ts";
import { byPolicy } from "./deletion.ts";

const forceNew = true;

const relative = (value: Value): string => String(value).replace(/^.*?(?=projects\/)/, "");

const fields: Fields = {
  createTime: text("computed"),
  deletionPolicy: text("optional+computed", { check: isOneOf("DELETE", "DISABLE", "ABANDON", "PREVENT") }),
  destroyTime: text("computed"),
  enabled: flag("optional", { default: true }),
  isSecretDataBase64: flag("optional+computed", { forceNew }),
  name: text("computed"),
  project: text("optional"),
  secret: text("required", { forceNew, same: (live, wanted) => relative(live) === relative(wanted) }),
  secretData: text("optional", { forceNew, conflictsWith: ["secretDataWo"] }),
  secretDataWo: text("optional", { conflictsWith: ["secretData"] }),
  secretDataWoVersion: whole("optional", { forceNew }),
  version: text("computed"),
};

/** gcp:secretmanager/secretVersion:SecretVersion. */
export const secretVersion = (session: Session): Definition => {
  const call = (cloud: Cloud, method: string, path: string, body?: Json): Promise<Json> =>
    cloud.call(method, cloud.settings.secretManager, path, {}, body);
  const enable = (cloud: Cloud, name: string, enabled: Value | undefined): Promise<Json> =>
    call(cloud, "POST", `${name}:${enabled === false ? "disable" : "enable"}`);

  return {
    fields,
    secretOutputs: ["secretData", "secretDataWo"],

    async customize({ planned, config }) {
      if (config["secretDataWo"])
        throw new Error("`secret_data_wo` is not served by this stand-in: use secretData");
      return planned;
    },

    async create(planned, made) {
      const cloud = connected(session);
      const data = String(planned["secretData"] ?? "");
      const payload = {
        data: planned["isSecretDataBase64"] === true ? data : Buffer.from(data).toString("base64"),
      };
      const path = `${relative(planned["secret"] ?? "")}:addVersion`;
      const version = await introduced(
        "Error creating SecretVersion",
        call(cloud, "POST", path, { payload }),
      );
      const name = String(version["name"]);
      made(name);
      await enable(cloud, name, planned["enabled"]);
      return { name };
    },

    async read(id, state) {
      const cloud = connected(session);
      const live = await unlessGone(call(cloud, "GET", id));
      if (!live || live["state"] === "DESTROYED") return undefined;
      const read = versionState(live, state);
      // Only an import has to ask for the value itself.
      if (state["name"] === null && read["enabled"] === true) read["secretData"] = await access(cloud, id);
      return read;
    },

    async update(id, planned) {
      await enable(connected(session), id, planned["enabled"]);
    },

    delete: byPolicy((id, { deletionPolicy }) => {
      const verb = deletionPolicy === "DISABLE" ? "disable" : "destroy";
      return unlessGone(call(connected(session), "POST", `${id}:${verb}`));
    }),

    import(id) {
      const [, owner] = /^(projects\/.+\/secrets\/.+)\/versions\/.+$/.exec(id) ?? [];
      if (!owner)
        throw new Error(
          "Version name does not fit the format `projects/{{project}}/secrets/{{secret}}/versions/{{version}}`",
        );
      return { id, state: { secret: owner } };
    },
  };

  async function access(cloud: Cloud, name: string): Promise<string> {
    const answer = await call(cloud, "GET", `${name}:access`);
    return Buffer.from(String(record(answer["payload"])["data"] ?? ""), "base64").toString("utf8");
  }
};

const versionState = (live: Json, state: Values): Values => ({
  ...state,
  createTime: String(live["createTime"] ?? ""),
  deletionPolicy: state["deletionPolicy"] ?? "DELETE",
  destroyTime: String(live["destroyTime"] ?? ""),
  enabled: live["state"] === "ENABLED",
  isSecretDataBase64: state["isSecretDataBase64"] ?? false,
  name: String(live["name"] ?? ""),
  secretDataWoVersion: state["secretDataWoVersion"] ?? 0,
  version:
    String(live["name"] ?? "")
      .split("/")
      .at(-1) ?? "",
});
