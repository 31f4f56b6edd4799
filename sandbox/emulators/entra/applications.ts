import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { softDeleteApplication } from "./deletedItems.ts";
import type { Directory } from "./directory.ts";
import { badRequest, GraphError } from "./errors.ts";
import { answerEntity, answerList, type GraphEnv, merge, readBody, requireWritable } from "./http.ts";
import { completeKeys } from "./keys.ts";
import { boundOwners } from "./owners.ts";
import { addPassword, type IssuedPassword } from "./passwords.ts";
import { present, presentNew } from "./present.ts";
import { itemOf, managementRoutes } from "./principals.ts";
import { isLimitedToOwn, requireManager, requireRight, rights } from "./rights.ts";
import type { Application } from "./state.ts";

const filterable = [
  "appId",
  "createdDateTime",
  "displayName",
  "identifierUris",
  "keyCredentials",
  "notes",
  "passwordCredentials",
  "publisherDomain",
  "requiredResourceAccess",
  "signInAudience",
  "tags",
  "web",
];

const writable = new Set([
  "addIns",
  "api",
  "appRoles",
  "description",
  "displayName",
  "groupMembershipClaims",
  "identifierUris",
  "info",
  "isDeviceOnlyAuthSupported",
  "isFallbackPublicClient",
  "keyCredentials",
  "notes",
  "oauth2RequirePostResponse",
  "optionalClaims",
  "parentalControlSettings",
  "publicClient",
  "requestSignatureVerification",
  "requiredResourceAccess",
  "samlMetadataUrl",
  "serviceManagementReference",
  "servicePrincipalLockConfiguration",
  "signInAudience",
  "spa",
  "tags",
  "tokenEncryptionKeyId",
  "uniqueName",
  "web",
]);

/** /applications and what hangs below one of them, without owners and federated credentials. */
export function applicationRoutes(app: Hono<GraphEnv>, directory: Directory): void {
  const { state, faults, now } = directory;

  app.get("/applications", (c) => {
    requireRight(c.get("caller"), rights.readApplications);
    return answerList(c, {
      set: "applications",
      items: Object.values(state.applications),
      filterable,
      visible: ({ id }) => !faults.hidden(id),
      finish: (application) => present(c, directory, application),
    });
  });

  app.post("/applications", async (c) => {
    const caller = c.get("caller");
    requireManager(caller);
    const { "owners@odata.bind": binding, passwordCredentials, ...body } = await readBody(c);
    requireWritable(body, writable, "Application");
    requireName(body["displayName"]);
    refusePunycode(body);
    const owners = boundOwners(state, binding, isLimitedToOwn(caller) ? caller.objectId : undefined);
    const draft = newApplication(body, state.tenant.domain, now());
    draft.keyCredentials = completeKeys(draft.keyCredentials, [], now());
    const issued = (Array.isArray(passwordCredentials) ? passwordCredentials : []).map(
      (asked): IssuedPassword => addPassword(directory, "application", draft, asked),
    );
    state.applications[draft.id] = draft;
    state.owners[draft.id] = owners;
    faults.created(draft.id);
    const answer = { ...presentNew(c, draft), passwordCredentials: issued };
    return answerEntity(c, "applications", answer, 201);
  });

  app.get("/applications/:id", (c) => {
    const caller = c.get("caller");
    const own = state.applications[c.req.param("id")]?.appId === caller.appId;
    if (!own) requireRight(caller, rights.readApplications);
    const application = itemOf(directory, "applications", c);
    return answerEntity(c, "applications", present(c, directory, application));
  });

  managementRoutes(app, directory, {
    set: "applications",
    writable,
    softDelete: softDeleteApplication,
    check: (body) => {
      if ("displayName" in body) requireName(body["displayName"]);
      refusePunycode(body);
    },
  });
}

function newApplication(body: Record<string, unknown>, domain: string, now: Date): Application {
  const defaults = {
    id: randomUUID(),
    deletedDateTime: null,
    appId: randomUUID(),
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdDateTime: now.toISOString(),
    displayName: "",
    description: null,
    groupMembershipClaims: null,
    identifierUris: [],
    isDeviceOnlyAuthSupported: null,
    isFallbackPublicClient: null,
    notes: null,
    publisherDomain: domain,
    serviceManagementReference: null,
    signInAudience: "AzureADMyOrg",
    tags: [],
    tokenEncryptionKeyId: null,
    optionalClaims: null,
    addIns: [],
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      requestedAccessTokenVersion: null,
      oauth2PermissionScopes: [],
      preAuthorizedApplications: [],
    },
    appRoles: [],
    info: {
      logoUrl: null,
      marketingUrl: null,
      privacyStatementUrl: null,
      supportUrl: null,
      termsOfServiceUrl: null,
    },
    keyCredentials: [],
    oauth2RequirePostResponse: false,
    passwordCredentials: [],
    publicClient: { redirectUris: [] },
    requiredResourceAccess: [],
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: [],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    },
    spa: { redirectUris: [] },
  };
  return merge(defaults, body) as Application;
}

/** Whoever writes an internationalised name gets the same answer. Source: https://github.com/MicrosoftDocs/feedback/issues/3767 */
function refusePunycode(body: Record<string, unknown>): void {
  const uris = ["web", "spa", "publicClient"].flatMap(
    (section) => (body[section] as { redirectUris?: string[] } | null | undefined)?.redirectUris ?? [],
  );
  const isPunycode = (uri: string) => /(^|\.)xn--/.test(URL.parse(uri)?.hostname ?? "");
  if (uris.some(isPunycode))
    throw new GraphError(400, "PunycodeNotAllowedInUrl", "Reply url contains punycode.");
}

function requireName(value: unknown): void {
  if (typeof value === "string" && value !== "") return;
  throw badRequest("Invalid value specified for property 'displayName' of resource 'Application'.");
}
