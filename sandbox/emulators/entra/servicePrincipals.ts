import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { softDeleteServicePrincipal } from "./deletedItems.ts";
import { applicationByAppId, type Directory, servicePrincipalByAppId } from "./directory.ts";
import { denied, GraphError, nameInUse } from "./errors.ts";
import { answerEntity, answerList, type GraphEnv, merge, readBody, requireWritable } from "./http.ts";
import { completeKeys } from "./keys.ts";
import { boundOwners } from "./owners.ts";
import { present, presentNew } from "./present.ts";
import { itemOf, managementRoutes } from "./principals.ts";
import { isLimitedToOwn, owns, requireManager, requireRight, rights } from "./rights.ts";
import type { Application, EntraState, ServicePrincipal } from "./state.ts";

const filterable = [
  "accountEnabled",
  "appId",
  "appOwnerOrganizationId",
  "createdDateTime",
  "displayName",
  "servicePrincipalNames",
  "servicePrincipalType",
  "tags",
];

const writable = new Set([
  "accountEnabled",
  "alternativeNames",
  "appRoleAssignmentRequired",
  "customSecurityAttributes",
  "description",
  "keyCredentials",
  "loginUrl",
  "notes",
  "notificationEmailAddresses",
  "preferredSingleSignOnMode",
  "preferredTokenSigningKeyThumbprint",
  "samlSingleSignOnSettings",
  "servicePrincipalNames",
  "servicePrincipalType",
  "tags",
  "tokenEncryptionKeyId",
]);

/** /servicePrincipals and what hangs below one of them, without owners and consents. */
export function servicePrincipalRoutes(app: Hono<GraphEnv>, directory: Directory): void {
  const { state, faults, now } = directory;

  app.get("/servicePrincipals", (c) => {
    requireRight(c.get("caller"), rights.readApplications);
    return answerList(c, {
      set: "servicePrincipals",
      items: Object.values(state.servicePrincipals).map((principal) => follow(state, principal)),
      filterable,
      visible: ({ id }) => !faults.hidden(id),
      finish: (principal) => present(c, directory, principal),
    });
  });

  app.post("/servicePrincipals", async (c) => {
    const caller = c.get("caller");
    requireManager(caller);
    const { "owners@odata.bind": binding, appId, ...body } = await readBody(c);
    requireWritable(body, writable, "ServicePrincipal");
    const application = applicationByAppId(state, String(appId));
    requireBacking(application, String(appId));
    if (isLimitedToOwn(caller) && !owns(caller, state, application.id)) {
      throw denied(
        "When using this permission, the backing application of the service principal being created must in the local tenant",
      );
    }
    if (servicePrincipalByAppId(state, application.appId)) throw nameInUse(application.appId);
    const owners = boundOwners(state, binding, isLimitedToOwn(caller) ? caller.objectId : undefined);
    const principal = newServicePrincipal(application, body, state.tenant.id, now());
    principal.keyCredentials = completeKeys(principal.keyCredentials, [], now());
    state.servicePrincipals[principal.id] = principal;
    state.owners[principal.id] = owners;
    faults.created(principal.id);
    return answerEntity(c, "servicePrincipals", presentNew(c, follow(state, principal)), 201);
  });

  // An application that replication has not shown yet is as good as none.
  function requireBacking(
    application: Application | undefined,
    appId: string,
  ): asserts application is Application {
    if (application && !faults.hidden(application.id)) return;
    throw new GraphError(
      400,
      "Request_BadRequest",
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
    );
  }

  app.get("/servicePrincipals/:id", (c) => {
    const caller = c.get("caller");
    if (c.req.param("id") !== caller.objectId) requireRight(caller, rights.readApplications);
    const principal = follow(state, itemOf(directory, "servicePrincipals", c));
    return answerEntity(c, "servicePrincipals", present(c, directory, principal));
  });

  managementRoutes(app, directory, {
    set: "servicePrincipals",
    writable,
    softDelete: softDeleteServicePrincipal,
  });
}

/** What a service principal shows of its application, as it is now. One of another tenant's app keeps its own. */
export function follow(state: EntraState, principal: ServicePrincipal): ServicePrincipal {
  const application = applicationByAppId(state, principal.appId);
  if (!application) return principal;
  const urls = (section: string): unknown[] =>
    (application[section] as { redirectUris?: unknown[] } | undefined)?.redirectUris ?? [];
  const web = application["web"] as { homePageUrl?: unknown; logoutUrl?: unknown } | undefined;
  const api = application["api"] as { oauth2PermissionScopes?: unknown } | undefined;
  return {
    ...principal,
    displayName: application.displayName,
    appDisplayName: application.displayName,
    homepage: web?.homePageUrl ?? null,
    logoutUrl: web?.logoutUrl ?? null,
    replyUrls: ["web", "spa", "publicClient"].flatMap(urls),
    signInAudience: application["signInAudience"],
    appRoles: application["appRoles"] ?? [],
    oauth2PermissionScopes: api?.oauth2PermissionScopes ?? [],
  };
}

function newServicePrincipal(
  application: Application,
  body: Record<string, unknown>,
  tenantId: string,
  now: Date,
): ServicePrincipal {
  const identifierUris = (application["identifierUris"] ?? []) as string[];
  const defaults = {
    id: randomUUID(),
    deletedDateTime: null,
    accountEnabled: true,
    alternativeNames: [],
    appId: application.appId,
    appOwnerOrganizationId: tenantId,
    appRoleAssignmentRequired: false,
    createdDateTime: now.toISOString(),
    description: null,
    disabledByMicrosoftStatus: null,
    keyCredentials: [],
    loginUrl: null,
    notes: null,
    notificationEmailAddresses: [],
    passwordCredentials: [],
    preferredSingleSignOnMode: null,
    preferredTokenSigningKeyThumbprint: null,
    samlMetadataUrl: null,
    samlSingleSignOnSettings: null,
    servicePrincipalNames: [application.appId, ...identifierUris],
    servicePrincipalType: "Application",
    tags: [],
    tokenEncryptionKeyId: null,
  };
  return merge(defaults, body) as ServicePrincipal;
}
