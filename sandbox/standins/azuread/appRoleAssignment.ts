import { Diagnostic } from "../bridge/errors.ts";
import type { Answer } from "../bridge/http.ts";
import type { Definition } from "../bridge/resource.ts";
import { type Fields, text as textField } from "../bridge/schema.ts";
import { isUuid } from "../bridge/validate.ts";
import { errorOf, isNotFound, type Json } from "./graph.ts";
import { connected, type Session, said, text } from "./session.ts";

const fields: Fields = {
  appRoleId: textField("required", { forceNew: true, check: isUuid }),
  principalDisplayName: textField("computed"),
  principalObjectId: textField("required", { forceNew: true, check: isUuid }),
  principalType: textField("computed"),
  resourceDisplayName: textField("computed"),
  resourceObjectId: textField("required", { forceNew: true, check: isUuid }),
};

const FORM = /^\/servicePrincipals\/[^/]+\/appRoleAssignedTo\/[^/]+$/;

/** azuread:index/appRoleAssignment:AppRoleAssignment. */
export const appRoleAssignment = (session: Session): Definition => ({
  fields,

  async create(planned, made) {
    const graph = connected(session);
    const resourceId = text(planned["resourceObjectId"]);
    await graph.get(`/servicePrincipals/${resourceId}`).catch((error: Error) => {
      const name = `service principal for resource (Object ID: ${JSON.stringify(resourceId)})`;
      throw new Diagnostic(
        isNotFound(error)
          ? `Service principal not found for resource (Object ID: ${JSON.stringify(resourceId)})`
          : `Could not retrieve ${name}`,
        error.message,
      );
    });
    const assignment = await graph
      .post(`/servicePrincipals/${resourceId}/appRoleAssignedTo`, {
        body: {
          "@odata.type": "#microsoft.graph.appRoleAssignment",
          appRoleId: text(planned["appRoleId"]),
          principalId: text(planned["principalObjectId"]),
          resourceId,
        },
        again: unknownYet,
      })
      .catch((error: Error) => {
        throw new Diagnostic("Could not create app role assignment", error.message);
      });
    made(`/servicePrincipals/${said(assignment, "resourceId")}/appRoleAssignedTo/${said(assignment, "id")}`);
    return undefined;
  },

  async read(id) {
    let assignment: Json;
    try {
      assignment = await connected(session).get(id);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw new Diagnostic(`retrieving App Role Assignment ${JSON.stringify(id)}`, (error as Error).message);
    }
    return {
      appRoleId: said(assignment, "appRoleId"),
      principalDisplayName: said(assignment, "principalDisplayName"),
      principalObjectId: said(assignment, "principalId"),
      principalType: said(assignment, "principalType"),
      resourceDisplayName: said(assignment, "resourceDisplayName"),
      resourceObjectId: said(assignment, "resourceId"),
    };
  },

  async delete(id) {
    await connected(session)
      .delete(id)
      .catch((error: Error) => {
        throw new Diagnostic(`Deleting App Role Assignment ${JSON.stringify(id)}`, error.message);
      });
  },

  import(id) {
    if (!FORM.test(id))
      throw new Error(
        `parsing ${JSON.stringify(id)}: expected an ID of the form /servicePrincipals/{objectId}/appRoleAssignedTo/{id}`,
      );
    return { id, state: {} };
  },
});

const unknownYet = (answer: Answer): boolean =>
  answer.status === 404 ||
  (answer.status === 400 && errorOf(answer).message.includes("Not a valid reference update"));
