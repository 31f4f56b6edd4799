import { Diagnostic, introduced, isNotFound, unlessGone } from "../bridge/errors.ts";
import { untilSteady } from "../bridge/http.ts";
import type { Definition } from "../bridge/resource.ts";
import { type Fields, map, text as textField } from "../bridge/schema.ts";
import { isNotEmpty, isTime } from "../bridge/validate.ts";
import type { Json } from "../bridge/values.ts";
import type { Graph } from "./graph.ts";
import {
  connected,
  GONE,
  lastPart,
  type Session,
  STEADY,
  said,
  saidList,
  serially,
  text,
} from "./session.ts";

const isApplicationId = (value: unknown, name: string): string | undefined =>
  /^\/applications\/[^/]+$/.test(String(value))
    ? undefined
    : `parsing ${JSON.stringify(String(value))}: parsing the Application ID for "${name}": expected an ID of the form /applications/{objectId}`;

const fields: Fields = {
  applicationId: textField("required", { forceNew: true, check: isApplicationId }),
  displayName: textField("optional+computed", { forceNew: true }),
  endDate: textField("optional+computed", {
    forceNew: true,
    conflictsWith: ["endDateRelative"],
    check: isTime,
  }),
  // Upstream takes it, and never sends it.
  endDateRelative: textField("optional", { forceNew: true, conflictsWith: ["endDate"], check: isNotEmpty }),
  keyId: textField("computed"),
  rotateWhenChanged: map("optional", { forceNew: true }),
  startDate: textField("optional+computed", { forceNew: true, check: isTime }),
  value: textField("computed"),
};

/** azuread:index/applicationPassword:ApplicationPassword. It cannot be updated nor imported. */
export const applicationPassword = (session: Session): Definition => ({
  fields,
  secretOutputs: ["value"],

  create: (planned, made) =>
    serially(text(planned["applicationId"]), async () => {
      const graph = connected(session);
      const path = text(planned["applicationId"]);
      const objectId = lastPart(path);
      const whose = `application with object ID ${JSON.stringify(objectId)}`;
      await graph.get(path).catch((error: Error) => {
        if (isNotFound(error))
          throw new Diagnostic(`Application with object ID ${JSON.stringify(objectId)} was not found`);
        throw new Diagnostic(`Retrieving ${whose}`, error.message);
      });
      const passwordCredential = {
        ...given("displayName", planned["displayName"]),
        ...given("startDateTime", planned["startDate"]),
        ...given("endDateTime", planned["endDate"]),
      };
      const credential = await introduced(
        `Adding password for ${whose}`,
        graph.post(`${path}/addPassword`, { body: { passwordCredential } }),
      );
      const keyId = said(credential, "keyId");
      await introduced(
        `Waiting for password credential for ${whose}`,
        untilSteady(async () => (await find(graph, path, keyId)) !== undefined, STEADY),
      );
      made(`${objectId}/password/${keyId}`);
      return { value: said(credential, "secretText") };
    }),

  async read(id, state) {
    const { path, keyId } = parse(id);
    const credential = await introduced(
      `Retrieving application with object ID ${JSON.stringify(lastPart(path))}`,
      unlessGone(find(connected(session), path, keyId)),
    );
    if (!credential) return undefined;
    return {
      ...state,
      applicationId: path,
      displayName: said(credential, "displayName"),
      endDate: said(credential, "endDateTime"),
      keyId,
      startDate: said(credential, "startDateTime"),
    };
  },

  async delete(id) {
    const graph = connected(session);
    const { path, keyId } = parse(id);
    await serially(path, async () => {
      const whose = `password credential ${JSON.stringify(keyId)} from application with object ID ${JSON.stringify(lastPart(path))}`;
      await introduced(`Removing ${whose}`, graph.post(`${path}/removePassword`, { body: { keyId } }));
      await introduced(
        `Waiting for deletion of ${whose}`,
        untilSteady(async () => (await find(graph, path, keyId)) === undefined, GONE),
      );
    });
  },
});

const given = (name: string, value: unknown): Json =>
  typeof value === "string" && value ? { [name]: value } : {};

function parse(id: string): { path: string; keyId: string } {
  const [objectId, kind, keyId] = id.split("/");
  if (!objectId || kind !== "password" || !keyId)
    throw new Diagnostic(`Parsing password credential with ID ${JSON.stringify(id)}`);
  return { path: `/applications/${objectId}`, keyId };
}

async function find(graph: Graph, path: string, keyId: string): Promise<Json | undefined> {
  const credentials = saidList(await graph.get(path), "passwordCredentials");
  return credentials.find((credential) => said(credential, "keyId").toLowerCase() === keyId.toLowerCase());
}
