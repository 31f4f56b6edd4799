import { Diagnostic, introduced, isNotFound, unlessGone } from "../bridge/errors.ts";
import type { Answer } from "../bridge/http.ts";
import { type Definition, importedAs } from "../bridge/resource.ts";
import { type Fields, set, text as textField } from "../bridge/schema.ts";
import { inRequestOrder } from "../bridge/sets.ts";
import { isNotEmpty, isUuid } from "../bridge/validate.ts";
import { errorOf, type Graph } from "./graph.ts";
import { connected, lastPart, type Session, said, text, texts } from "./session.ts";

const fields: Fields = {
  claimValues: set("required", "string", { check: isNotEmpty }),
  resourceServicePrincipalObjectId: textField("required", { forceNew: true, check: isUuid }),
  servicePrincipalObjectId: textField("required", { forceNew: true, check: isUuid }),
  userObjectId: textField("optional", { forceNew: true, check: isUuid }),
};

const describe = (id: string): string =>
  `OAuth2 Permission Grant (OAuth2 Permission Grant: ${JSON.stringify(lastPart(id))})`;

/** azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant. */
export const delegatedGrant = (session: Session): Definition => ({
  fields,

  async create(planned, made) {
    const graph = connected(session);
    const clientId = text(planned["servicePrincipalObjectId"]);
    const resourceId = text(planned["resourceServicePrincipalObjectId"]);
    const userId = text(planned["userObjectId"]);
    await requirePrincipal(graph, clientId);
    await requirePrincipal(graph, resourceId);
    const body = {
      "@odata.type": "#microsoft.graph.oAuth2PermissionGrant",
      clientId,
      consentType: userId ? "Principal" : "AllPrincipals",
      ...(userId ? { principalId: userId } : {}),
      resourceId,
      scope: inRequestOrder(texts(planned["claimValues"])).join(" "),
    };
    const grant = await introduced(
      "Could not create delegated permission grant",
      graph.post("/oauth2PermissionGrants", { body, again: unknownYet }),
    );
    made(`/oauth2PermissionGrants/${said(grant, "id")}`);
    return undefined;
  },

  async read(id) {
    const grant = await introduced(`Retrieving ${describe(id)}`, unlessGone(connected(session).get(id)));
    return (
      grant && {
        claimValues: said(grant, "scope").split(" ").filter(Boolean),
        resourceServicePrincipalObjectId: said(grant, "resourceId"),
        servicePrincipalObjectId: said(grant, "clientId"),
        userObjectId: said(grant, "principalId"),
      }
    );
  },

  async update(id, planned) {
    const scope = inRequestOrder(texts(planned["claimValues"])).join(" ");
    const body = { "@odata.type": "#microsoft.graph.oAuth2PermissionGrant", scope };
    await introduced(`Updating ${describe(id)}`, connected(session).patch(id, { body }));
  },

  delete: async (id) => introduced(`Deleting ${describe(id)}`, connected(session).delete(id)),

  import: importedAs("/oauth2PermissionGrants/{id}"),
});

const unknownYet = (answer: Answer): boolean =>
  answer.status === 404 ||
  (answer.status === 400 &&
    errorOf(answer).message.includes(
      "does not exist or one of its queried reference-property objects are not present",
    ));

async function requirePrincipal(graph: Graph, objectId: string): Promise<void> {
  await graph.get(`/servicePrincipals/${objectId}`).catch((error: Error) => {
    const name = `Service Principal (Service Principal: ${JSON.stringify(objectId)})`;
    throw new Diagnostic(
      isNotFound(error) ? `${name} was not found)` : `Could not retrieve ${name}`,
      error.message,
    );
  });
}
