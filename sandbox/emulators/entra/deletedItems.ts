import type { Hono } from "hono";
import { type Directory, dropConsents, servicePrincipalByAppId } from "./directory.ts";
import { nameInUse, notFound } from "./errors.ts";
import { answerEntity, answerList, type GraphContext, type GraphEnv } from "./http.ts";
import { requireManagerOf, requireRight, rights } from "./rights.ts";
import type { Application, DeletedItem, EntraState, ServicePrincipal } from "./state.ts";

const APPLICATION = "#microsoft.graph.application";
const SERVICE_PRINCIPAL = "#microsoft.graph.servicePrincipal";

/** Moves an application to the deleted items, where it stays until it is restored or purged. Its service principal goes along. */
export function softDeleteApplication(directory: Directory, application: Application): void {
  const { state } = directory;
  delete state.applications[application.id];
  state.deletedItems[application.id] = bury(application, APPLICATION, directory.now());
  const principal = servicePrincipalByAppId(state, application.appId);
  if (principal) softDeleteServicePrincipal(directory, principal);
}

/** Moves a service principal to the deleted items. Its consents are gone for good. */
export function softDeleteServicePrincipal(directory: Directory, principal: ServicePrincipal): void {
  const { state } = directory;
  dropConsents(state, principal.id);
  delete state.servicePrincipals[principal.id];
  state.deletedItems[principal.id] = bury(principal, SERVICE_PRINCIPAL, directory.now());
}

/** /directory/deletedItems: list by type, read, restore, purge. */
export function deletedItemRoutes(app: Hono<GraphEnv>, { state }: Directory): void {
  const ofRequest = (c: GraphContext): DeletedItem => {
    const id = c.req.param("id") ?? "";
    const item = state.deletedItems[id];
    if (!item) throw notFound(id);
    return item;
  };

  for (const type of [APPLICATION, SERVICE_PRINCIPAL]) {
    app.get(`/directory/deletedItems/${type.slice(1)}`, (c) => {
      requireRight(c.get("caller"), rights.readApplications);
      const items = Object.values(state.deletedItems).filter((item) => item["@odata.type"] === type);
      return answerList(c, { set: "directoryObjects", items, filterable: ["appId", "displayName"] });
    });
  }

  app.get("/directory/deletedItems/:id", (c) => {
    requireRight(c.get("caller"), rights.readApplications);
    return answerEntity(c, "directoryObjects", ofRequest(c));
  });

  app.post("/directory/deletedItems/:id/restore", (c) => {
    const item = ofRequest(c);
    requireManagerOf(c.get("caller"), state, item.id);
    restore(state, item);
    return answerEntity(c, "directoryObjects", { ...item, deletedDateTime: null });
  });

  app.delete("/directory/deletedItems/:id", (c) => {
    const item = ofRequest(c);
    requireManagerOf(c.get("caller"), state, item.id);
    purge(state, item);
    return c.body(null, 204);
  });
}

function restore(state: EntraState, item: DeletedItem): void {
  const { "@odata.type": type, ...object } = { ...item, deletedDateTime: null };
  if (type === SERVICE_PRINCIPAL) {
    if (servicePrincipalByAppId(state, item.appId)) throw nameInUse(item.appId);
    state.servicePrincipals[item.id] = object as ServicePrincipal;
  } else {
    state.applications[item.id] = object as Application;
    const principal = deletedPrincipalOf(state, item);
    if (principal && !servicePrincipalByAppId(state, item.appId)) restore(state, principal);
  }
  delete state.deletedItems[item.id];
}

function purge(state: EntraState, item: DeletedItem): void {
  const principal = item["@odata.type"] === APPLICATION ? deletedPrincipalOf(state, item) : undefined;
  for (const gone of principal ? [item, principal] : [item]) {
    delete state.deletedItems[gone.id];
    delete state.owners[gone.id];
    for (const { keyId } of gone.passwordCredentials) delete state.credentialHashes[keyId];
    for (const credential of Object.values(state.federatedIdentityCredentials)) {
      if (credential.applicationId === gone.id) delete state.federatedIdentityCredentials[credential.id];
    }
  }
}

function deletedPrincipalOf(state: EntraState, application: DeletedItem): DeletedItem | undefined {
  return Object.values(state.deletedItems).find(
    (item) => item["@odata.type"] === SERVICE_PRINCIPAL && item.appId === application.appId,
  );
}

function bury(object: Application | ServicePrincipal, type: string, now: Date): DeletedItem {
  return { ...object, "@odata.type": type, deletedDateTime: now.toISOString() };
}
