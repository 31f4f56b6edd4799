import type { Values } from "#provider/plugin.ts";
import { introduced, unlessGone } from "../bridge/errors.ts";
import type { Answer } from "../bridge/http.ts";
import type { Definition } from "../bridge/resource.ts";
import { block, type Fields, list, text } from "../bridge/schema.ts";
import { isOneOf } from "../bridge/validate.ts";
import { record } from "../bridge/values.ts";
import { connected, type Session } from "./cloud.ts";
import { byPolicy, DELETION_POLICY } from "./deletion.ts";

const forceNew = true;
const METHODS = ["ANALYTICS", "DNS_CNAME", "DNS_TXT", "FILE", "META", "TAG_MANAGER"];

const fields: Fields = {
  deletionPolicy: DELETION_POLICY,
  owners: list("computed", "string"),
  site: block(
    "required",
    {
      identifier: text("required", { forceNew }),
      type: text("required", { forceNew, check: isOneOf("INET_DOMAIN", "SITE") }),
    },
    { forceNew },
  ),
  verificationMethod: text("required", { forceNew, check: isOneOf(...METHODS) }),
  webResourceId: text("computed"),
};

/** Google looks for the record when it is asked; until the DNS has spread it is not there. */
const isNotFoundYet = ({ status, body }: Answer): boolean =>
  status === 400 &&
  /verification token could not be found/i.test(String(record(record(body)["error"])["message"]));

/**
 * gcp:siteverification/webResource:WebResource: a domain that is proven to be one's own. Upstream waits for the record for
 * up to an hour; this stand-in for as long as for every passing trouble.
 */
export const webResource = (session: Session): Definition => ({
  fields,

  async create(planned, made) {
    const cloud = connected(session);
    const query = { verificationMethod: String(planned["verificationMethod"]) };
    const body = { site: planned["site"] };
    const again = { again: isNotFoundYet };
    const live = await introduced(
      "Error creating WebResource",
      cloud.call("POST", cloud.settings.siteVerification, "webResource", query, body, again),
    );
    const webResourceId = String(live["id"]);
    made(`webResource/${webResourceId}`);
    return { webResourceId };
  },

  async read(id, state) {
    const cloud = connected(session);
    const live = await unlessGone(cloud.call("GET", cloud.settings.siteVerification, id, {}));
    if (!live) return undefined;
    const site = record(live["site"]);
    return {
      ...state,
      deletionPolicy: state["deletionPolicy"] ?? "DELETE",
      owners: Array.isArray(live["owners"]) ? live["owners"].map(String) : [],
      site: { identifier: String(site["identifier"] ?? ""), type: String(site["type"] ?? "") } as Values,
      webResourceId: String(live["id"] ?? ""),
    };
  },

  delete: byPolicy((id) => {
    const cloud = connected(session);
    return unlessGone(cloud.call("DELETE", cloud.settings.siteVerification, id, {}));
  }),

  import(id) {
    const [, webResourceId] = /^(?:webResource\/)?([^/]+)$/.exec(id) ?? [];
    if (!webResourceId)
      throw new Error(`Import id ${JSON.stringify(id)} doesn't match any of the accepted formats`);
    return { id: `webResource/${webResourceId}`, state: { webResourceId } };
  },
});
