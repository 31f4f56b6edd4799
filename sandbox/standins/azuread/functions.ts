import type { Invoke, Values } from "#provider/plugin.ts";
import { Diagnostic, listed, unlessGone } from "../bridge/errors.ts";
import type { Json } from "../bridge/values.ts";
import { filter, type Graph } from "./graph.ts";
import { readPrincipal } from "./servicePrincipal.ts";
import { connected, type Session, text } from "./session.ts";

/** azuread:index/getClientConfig:getClientConfig: who the provider is. */
export const getClientConfig =
  (session: Session): Invoke =>
  async () => {
    const { settings, callerId } = connected(session);
    const { clientId, tenantId } = settings;
    return { clientId, id: `${tenantId}-${clientId}-${callerId}`, objectId: callerId, tenantId };
  };

/** azuread:index/getServicePrincipal:getServicePrincipal, by client id, object id or display name. */
export const getServicePrincipal =
  (session: Session): Invoke =>
  async (args) => {
    try {
      const graph = connected(session);
      const state = await readPrincipal(graph, () => lookUp(graph, args));
      const { samlSingleSignOn, ...rest } = state;
      const saml = samlSingleSignOn ?? null;
      return {
        ...rest,
        id: `/servicePrincipals/${text(state["objectId"])}`,
        samlSingleSignOns: saml ? [saml] : [],
      };
    } catch (error) {
      throw new Error(`invoking azuread:index/getServicePrincipal:getServicePrincipal: ${listed(error)}`, {
        cause: error,
      });
    }
  };

async function lookUp(graph: Graph, args: Values): Promise<Json> {
  const [clientId, objectId, displayName] = [
    text(args["clientId"]),
    text(args["objectId"]),
    text(args["displayName"]),
  ];
  if (objectId) {
    const found = await unlessGone(graph.get(`/servicePrincipals/${objectId}`));
    if (!found) throw notFound("object ID", objectId);
    return found;
  }
  if (clientId) return await only(graph, `appId eq '${clientId}'`, "client ID", clientId);
  if (displayName) return await only(graph, `displayName eq '${displayName}'`, "display name", displayName);
  throw new Diagnostic("one of `client_id,display_name,object_id` must be specified");
}

async function only(graph: Graph, expression: string, what: string, value: string): Promise<Json> {
  const found = await graph.list(`/servicePrincipals?${filter(expression)}`);
  if (found.length > 1)
    throw new Diagnostic(`Found multiple service principals with ${what} ${JSON.stringify(value)}`);
  if (!found[0]) throw notFound(what, value);
  return found[0];
}

const notFound = (what: string, value: string): Error =>
  new Diagnostic(`Service principal with ${what} ${JSON.stringify(value)} was not found`);
