import type { Invoke, Values } from "#provider/plugin.ts";
import { listed } from "../bridge/errors.ts";
import { record } from "../bridge/values.ts";
import { connected, type Session } from "./cloud.ts";
import { ATTRIBUTION } from "./labels.ts";

/** gcp:organizations/getProject:getProject: one project, the provider's when none is named. */
export const getProject =
  (session: Session): Invoke =>
  async (args) => {
    try {
      const cloud = connected(session);
      const project = cloud.projectOf(args["projectId"]);
      const live = await cloud.compact("GET", cloud.settings.resourceManager, `projects/${project}`);
      const labels = record(live["labels"]) as Values;
      const parent = record(live["parent"]);
      const parentId = (type: string): string => (parent["type"] === type ? String(parent["id"]) : "");
      const { [ATTRIBUTION]: _mark, ...own } = labels;
      return {
        autoCreateNetwork: true,
        billingAccount: "",
        deletionPolicy: "PREVENT",
        effectiveLabels: labels,
        folderId: parentId("folder"),
        id: `projects/${project}`,
        labels: own,
        name: String(live["name"] ?? ""),
        number: String(live["projectNumber"] ?? ""),
        orgId: parentId("organization"),
        projectId: String(live["projectId"] ?? project),
        pulumiLabels: labels,
        tags: {},
      };
    } catch (error) {
      throw new Error(`invoking gcp:organizations/getProject:getProject: ${listed(error)}`, { cause: error });
    }
  };

/** gcp:siteverification/getToken:getToken: what has to stand in the DNS to prove that a domain is one's own. */
export const getToken =
  (session: Session): Invoke =>
  async ({ identifier, type, verificationMethod }) => {
    try {
      const cloud = connected(session);
      const body = { site: { type, identifier }, verificationMethod };
      const live = await cloud.call("POST", cloud.settings.siteVerification, "token", {}, body);
      return {
        id: String(identifier),
        identifier: identifier ?? null,
        token: String(live["token"] ?? ""),
        type: type ?? null,
        verificationMethod: verificationMethod ?? null,
      };
    } catch (error) {
      throw new Error(`invoking gcp:siteverification/getToken:getToken: ${listed(error)}`, { cause: error });
    }
  };
