import { Diagnostic, introduced, isNotFound, unlessGone } from "../bridge/errors.ts";
import type { Answer } from "../bridge/http.ts";
import { type Definition, importedAs } from "../bridge/resource.ts";
import { type Fields, text as textField } from "../bridge/schema.ts";
import { isUuid } from "../bridge/validate.ts";
import { errorOf } from "./graph.ts";
import { connected, type Session, said, text } from "./session.ts";

const fields: Fields = {
  appRoleId: textField("required", { forceNew: true, check: isUuid }),
  principalDisplayName: textField("computed"),
  principalObjectId: textField("required", { forceNew: true, check: isUuid }),
  principalType: textField("computed"),
  resourceDisplayName: textField("computed"),
  resourceObjectId: textField("required", { forceNew: true, check: isUuid }),
};

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
    const body = {
      "@odata.type": "#microsoft.graph.appRoleAssignment",
      appRoleId: text(planned["appRoleId"]),
      principalId: text(planned["principalObjectId"]),
      resourceId,
    };
    const assignment = await introduced(
      "Could not create app role assignment",
      graph.post(`/servicePrincipals/${resourceId}/appRoleAssignedTo`, { body, again: unknownYet }),
    );
    made(`/servicePrincipals/${said(assignment, "resourceId")}/appRoleAssignedTo/${said(assignment, "id")}`);
    return undefined;
  },

  async read(id) {
    const summary = `retrieving App Role Assignment ${JSON.stringify(id)}`;
    const assignment = await introduced(summary, unlessGone(connected(session).get(id)));
    return (
      assignment && {
        appRoleId: said(assignment, "appRoleId"),
        principalDisplayName: said(assignment, "principalDisplayName"),
        principalObjectId: said(assignment, "principalId"),
        principalType: said(assignment, "principalType"),
        resourceDisplayName: said(assignment, "resourceDisplayName"),
        resourceObjectId: said(assignment, "resourceId"),
      }
    );
  },

  delete: async (id) =>
    introduced(`Deleting App Role Assignment ${JSON.stringify(id)}`, connected(session).delete(id)),

  import: importedAs("/servicePrincipals/{objectId}/appRoleAssignedTo/{id}"),
});

const unknownYet = (answer: Answer): boolean =>
  answer.status === 404 ||
  (answer.status === 400 && errorOf(answer).message.includes("Not a valid reference update"));
