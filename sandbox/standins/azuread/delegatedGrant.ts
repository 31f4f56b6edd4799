import { Diagnostic } from "../bridge/errors.ts";
import type { Answer } from "../bridge/http.ts";
import type { Definition } from "../bridge/resource.ts";
import { type Fields, set, text as textField } from "../bridge/schema.ts";
import { inRequestOrder } from "../bridge/sets.ts";
import { isNotEmpty, isUuid } from "../bridge/validate.ts";
import { errorOf, type Graph, isNotFound, type Json } from "./graph.ts";
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
    const grant = await graph
      .post("/oauth2PermissionGrants", {
        body: {
          "@odata.type": "#microsoft.graph.oAuth2PermissionGrant",
          clientId,
          consentType: userId ? "Principal" : "AllPrincipals",
          ...(userId ? { principalId: userId } : {}),
          resourceId,
          scope: inRequestOrder(texts(planned["claimValues"])).join(" "),
        },
        again: unknownYet,
      })
      .catch((error: Error) => {
        throw new Diagnostic("Could not create delegated permission grant", error.message);
      });
    made(`/oauth2PermissionGrants/${said(grant, "id")}`);
    return undefined;
  },

  async read(id) {
    let grant: Json;
    try {
      grant = await connected(session).get(id);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw new Diagnostic(`Retrieving ${describe(id)}`, (error as Error).message);
    }
    return {
      claimValues: said(grant, "scope").split(" ").filter(Boolean),
      resourceServicePrincipalObjectId: said(grant, "resourceId"),
      servicePrincipalObjectId: said(grant, "clientId"),
      userObjectId: said(grant, "principalId"),
    };
  },

  async update(id, planned) {
    const scope = inRequestOrder(texts(planned["claimValues"])).join(" ");
    const body = { "@odata.type": "#microsoft.graph.oAuth2PermissionGrant", scope };
    await connected(session)
      .patch(id, { body })
      .catch((error: Error) => {
        throw new Diagnostic(`Updating ${describe(id)}`, error.message);
      });
  },

  async delete(id) {
    await connected(session)
      .delete(id)
      .catch((error: Error) => {
        throw new Diagnostic(`Deleting ${describe(id)}`, error.message);
      });
  },

  import(id) {
    if (!/^\/oauth2PermissionGrants\/[^/]+$/.test(id))
      throw new Error(
        `parsing ${JSON.stringify(id)}: expected an ID of the form /oauth2PermissionGrants/{id}`,
      );
    return { id, state: {} };
  },
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
