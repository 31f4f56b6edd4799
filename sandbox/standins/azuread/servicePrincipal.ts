import { randomUUID } from "node:crypto";
import type { Value, Values } from "#provider/plugin.ts";
import { Diagnostic, introduced, isNotFound, unlessGone } from "../bridge/errors.ts";
import { type Answer, untilSteady } from "../bridge/http.ts";
import { type Definition, importedAs } from "../bridge/resource.ts";
import { block, type Fields, flag, list, map, set, text as textField } from "../bridge/schema.ts";
import { inRequestOrder } from "../bridge/sets.ts";
import { isOneOf, isUuid, isWebUrl } from "../bridge/validate.ts";
import { equal, isObject, isZero, type Json, record } from "../bridge/values.ts";
import { isGone } from "./application.ts";
import { idsByValue, roleState, scopeState } from "./applicationModel.ts";
import { errorOf, filter, type Graph, selecting } from "./graph.ts";
import { changeOwners, completeOwners, firstOwners, listOwners } from "./owners.ts";
import {
  connected,
  GONE,
  isTrue,
  lastPart,
  orNull,
  type Session,
  said,
  saidList,
  saidTexts,
  text,
  texts,
} from "./session.ts";
import { FEATURE_TAGS, features, featureTags, tagsOfFeatures } from "./tags.ts";

const fields: Fields = {
  accountEnabled: flag("optional", { default: true }),
  alternativeNames: set("optional", "string"),
  appRoleAssignmentRequired: flag("optional"),
  appRoleIds: map("computed"),
  appRoles: list("computed", "string"),
  applicationTenantId: textField("computed"),
  clientId: textField("required", { forceNew: true, check: isUuid }),
  description: textField("optional"),
  displayName: textField("computed"),
  featureTags: list("optional+computed", FEATURE_TAGS, { conflictsWith: ["features", "tags"] }),
  features: list(
    "optional+computed",
    {
      customSingleSignOnApp: flag("optional"),
      enterpriseApplication: flag("optional"),
      galleryApplication: flag("optional"),
      visibleToUsers: flag("optional", { default: true }),
    },
    { conflictsWith: ["featureTags", "tags"] },
  ),
  homepageUrl: textField("computed"),
  loginUrl: textField("optional", { check: isWebUrl }),
  logoutUrl: textField("computed"),
  notes: textField("optional"),
  notificationEmailAddresses: set("optional", "string"),
  oauth2PermissionScopeIds: map("computed"),
  oauth2PermissionScopes: list("computed", "string"),
  objectId: textField("computed"),
  owners: set("optional", "string", { check: isUuid }),
  preferredSingleSignOnMode: textField("optional", {
    check: isOneOf("oidc", "password", "saml", "notSupported"),
  }),
  redirectUris: list("computed", "string"),
  samlMetadataUrl: textField("computed"),
  samlSingleSignOn: block(
    "optional",
    { relayState: textField("optional") },
    { keepWhenUnset: (live) => isZero(live["relayState"]) },
  ),
  servicePrincipalNames: list("computed", "string"),
  signInAudience: textField("computed"),
  tags: set("optional+computed", "string", { conflictsWith: ["features", "featureTags"] }),
  type: textField("computed"),
  useExisting: flag("optional"),
};

const path = (objectId: string): string => `/servicePrincipals/${objectId}`;
const describe = (id: string): string =>
  `Service Principal (Service Principal: ${JSON.stringify(lastPart(id))})`;

/** azuread:index/servicePrincipal:ServicePrincipal. */
export const servicePrincipal = (session: Session): Definition => {
  const change = async (graph: Graph, id: string, planned: Values, live: Values): Promise<void> => {
    const body = {
      ...principalBody(planned, wantedTags(planned, live)),
      description: orNull(planned["description"]),
    };
    await introduced(`Updating ${describe(id)}`, graph.patch(id, { body }));
    if (!equal(planned["owners"], live["owners"])) await changeOwners(graph, id, texts(planned["owners"]));
  };

  return {
    fields,

    async create(planned, made) {
      const graph = connected(session);
      const existing = await findByClientId(graph, text(planned["clientId"]));
      if (existing) {
        const id = path(said(existing, "id"));
        if (!isTrue(planned["useExisting"])) throw alreadyExists(said(existing, "id"));
        made(id);
        await change(graph, id, planned, {});
        return undefined;
      }
      const owners = firstOwners(graph, planned);
      const first = {
        ...principalBody(planned, wantedTags(planned, undefined)),
        appId: text(planned["clientId"]),
        description: `TERRAFORM_UPDATE_${randomUUID()}`,
        "owners@odata.bind": owners.bound,
      };
      const principal = await introduced(
        "Could not create service principal",
        graph.post("/servicePrincipals", { body: first, again: applicationUnknownYet }),
      );
      const id = path(said(principal, "id"));
      made(id);
      const body = {
        "@odata.type": "#microsoft.graph.servicePrincipal",
        description: orNull(planned["description"]),
      };
      await graph.patch(id, { body }).catch((error: Error) => {
        const late = "Timed out whilst waiting for new service principal to be replicated in Azure AD";
        throw new Diagnostic(
          isNotFound(error) ? late : "Failed to patch service principal after creating",
          error.message,
        );
      });
      await completeOwners(graph, id, owners);
      return undefined;
    },

    async read(id, state) {
      const graph = connected(session);
      const live = async (): Promise<Values> => ({
        ...(await readPrincipal(graph, () => graph.get(id))),
        owners: await listOwners(graph, id),
        useExisting: state["useExisting"] ?? null,
      });
      return introduced(`Retrieving ${describe(id)}`, unlessGone(live()));
    },

    update: (id, planned, live) => change(connected(session), id, planned, live),

    async delete(id, state) {
      const graph = connected(session);
      try {
        await graph.delete(id);
      } catch (error) {
        // Somebody else may have removed what was there before us.
        if (isTrue(state["useExisting"])) return;
        throw new Diagnostic(`Deleting ${describe(id)}`, (error as Error).message);
      }
      if (!isTrue(state["useExisting"])) await untilSteady(() => isGone(graph, id), GONE);
    },

    import: importedAs("/servicePrincipals/{objectId}"),
  };
};

const alreadyExists = (id: string): Error =>
  new Diagnostic(
    `A resource with the ID ${JSON.stringify(id)} already exists`,
    'To be managed via Terraform, this resource needs to be imported into the State. Please see the resource documentation for "azuread_service_principal" for more information.',
  );

const applicationUnknownYet = (answer: Answer): boolean => {
  const { message } = errorOf(answer);
  if (answer.status === 400)
    return /The appId '.+' of the service principal does not reference a valid application object/.test(
      message,
    );
  return (
    answer.status === 403 &&
    message.includes(
      "the backing application of the service principal being created must in the local tenant",
    )
  );
};

async function findByClientId(graph: Graph, clientId: string): Promise<Json | undefined> {
  const found = await graph.list(`/servicePrincipals?${filter(`appId eq '${clientId}'`)}`);
  if (found.length > 1)
    throw new Diagnostic("Could not list existing service principals", "more than one was returned");
  return found[0];
}

function principalBody(planned: Values, tags: readonly string[]): Json {
  const saml = planned["samlSingleSignOn"];
  return {
    "@odata.type": "#microsoft.graph.servicePrincipal",
    accountEnabled: planned["accountEnabled"] !== false,
    alternativeNames: inRequestOrder(texts(planned["alternativeNames"])),
    appRoleAssignmentRequired: isTrue(planned["appRoleAssignmentRequired"]),
    loginUrl: orNull(planned["loginUrl"]),
    notes: orNull(planned["notes"]),
    notificationEmailAddresses: inRequestOrder(texts(planned["notificationEmailAddresses"])),
    preferredSingleSignOnMode: orNull(planned["preferredSingleSignOnMode"]),
    samlSingleSignOnSettings:
      isObject(saml) && text(saml["relayState"]) ? { relayState: text(saml["relayState"]) } : {},
    tags: inRequestOrder(tags, "string"),
  };
}

function wantedTags(planned: Values, live: Values | undefined): string[] {
  for (const name of ["featureTags", "features"]) {
    const switches = planned[name];
    if (!Array.isArray(switches) || switches.length === 0) continue;
    if (!live || !equal(switches, live[name])) return tagsOfFeatures(switches);
  }
  return texts(planned["tags"]);
}

/** A service principal and what only the beta version tells of it, in the names of the state. */
export async function readPrincipal(graph: Graph, get: () => Promise<Json>): Promise<Values> {
  const principal = await get();
  const query = selecting("samlMetadataUrl");
  const beta = await graph.get(`${path(said(principal, "id"))}?${query}`, { version: "beta" });
  return { ...principalState(principal), samlMetadataUrl: said(beta, "samlMetadataUrl") };
}

function principalState(principal: Json): Values {
  const tags = saidTexts(principal, "tags");
  const appId = said(principal, "appId");
  const saml: Value = principal["samlSingleSignOnSettings"]
    ? { relayState: said(record(principal["samlSingleSignOnSettings"]), "relayState") }
    : null;
  return {
    accountEnabled: principal["accountEnabled"] === true,
    alternativeNames: saidTexts(principal, "alternativeNames"),
    appRoleAssignmentRequired: principal["appRoleAssignmentRequired"] === true,
    appRoleIds: idsByValue(saidList(principal, "appRoles")),
    appRoles: saidList(principal, "appRoles").map(roleState),
    applicationTenantId: said(principal, "appOwnerOrganizationId"),
    clientId: appId,
    description: said(principal, "description"),
    displayName: said(principal, "displayName"),
    featureTags: featureTags(tags),
    features: features(tags),
    homepageUrl: said(principal, "homepage"),
    loginUrl: said(principal, "loginUrl"),
    logoutUrl: said(principal, "logoutUrl"),
    notes: said(principal, "notes"),
    notificationEmailAddresses: saidTexts(principal, "notificationEmailAddresses"),
    oauth2PermissionScopeIds: idsByValue(saidList(principal, "oauth2PermissionScopes")),
    oauth2PermissionScopes: saidList(principal, "oauth2PermissionScopes").map(scopeState),
    objectId: said(principal, "id"),
    preferredSingleSignOnMode: said(principal, "preferredSingleSignOnMode"),
    redirectUris: saidTexts(principal, "replyUrls"),
    samlSingleSignOn: saml,
    servicePrincipalNames: saidTexts(principal, "servicePrincipalNames").filter(
      (name) => name.toLowerCase() !== appId.toLowerCase(),
    ),
    signInAudience: said(principal, "signInAudience"),
    tags,
    type: said(principal, "servicePrincipalType"),
  };
}
